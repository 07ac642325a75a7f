/* The lines around a message: which command or message it answers, what it said before, who alone sees it. */

import { avatarView, nameView, shownName } from "../base/avatar.js";
import { localizedName } from "../base/commands.js";
import { element } from "../base/dom.js";
import { openPopup } from "../base/popup.js";
import { acting, get } from "../base/store.js";
import { inspect } from "../inspector/inspector.js";
import { optionWords } from "../inspector/wording.js";
import { perform } from "./deeds.js";
import { formatted } from "./markdown.js";
import { isForAnother, isLoading } from "./message_flags.js";
import { momentView } from "./times.js";

const CHAT_INPUT_COMMAND = 20, CONTEXT_MENU_COMMAND = 23, REPLY = 19;
const LONGEST_QUOTE = 300;
const ABOVE = { className: "above-name" };

/** Tells who used which command, above a message that answers one; null above all others. */
export function commandLine(message) {
  if (message.type !== CHAT_INPUT_COMMAND && message.type !== CONTEXT_MENU_COMMAND) return null;
  const metadata = message.interaction_metadata ?? {};
  const interaction = get("interaction", metadata.id);
  const prefix = message.type === CHAT_INPUT_COMMAND ? "/" : "";
  const name = interaction?.name ?? `${prefix}${message.interaction?.name ?? message.interaction_metadata?.name ?? "a command"}`;
  return usedLine(metadata.user ?? message.interaction?.user, localizedName(name), interaction);
}

/** Makes the line "Ben used /roll"; pressing the command shows its interaction in the inspector. */
export function usedLine(user, name, interaction, verb = "used") {
  const command = interaction
    ? element("button", {
      type: "button",
      className: "used-command",
      title: [optionWords(interaction.options), "Show in the inspector"].filter(Boolean).join("\n"),
      onclick: () => inspect(interaction.id),
    }, name)
    : element("span", { className: "used-command" }, name);
  return above(user ? avatarView(user) : null, nameView(user ?? {}, ABOVE), ` ${verb} `, command);
}

/** Shows what a message replies to; null for one that is no reply. */
export function replyLine(message, goTo) {
  if (message.type !== REPLY) return null;
  const id = message.message_reference?.message_id;
  const replied = get("message", id) ?? message.referenced_message;
  if (!replied) return above(element("i", {}, "Original message was deleted"));
  if (isForAnother(replied)) return above(element("i", {}, "Message could not be loaded"));
  const author = replied.author ?? {};
  const shown = element("button", { type: "button", className: "replied", title: "Go to this message" }, preview(replied));
  shown.addEventListener("click", () => goTo(id));
  return above(avatarView(author), nameView(author, ABOVE), " ", shown);
}

/** Marks a message as edited; pressing the mark shows what it said before. */
export function editedView(message) {
  const before = message.before ?? [];
  if (!before.length) return element("span", { className: "edited", title: message.edited_timestamp }, " (edited)");
  const mark = element("button", { type: "button", className: "edited", title: "What it said before" }, "(edited)");
  mark.addEventListener("click", () => {
    const list = element("ol", { className: "earlier" }, before.map(({ content, seconds }) => element("li", {},
      element("div", { className: "note" }, `until ${seconds.toFixed(1)} s after the interaction`),
      element("div", { className: "content" }, content ? formatted(content, { plain: true }) : element("i", {}, "no text")))));
    const whole = element("div", { className: "earlier-box" },
      element("strong", {}, "Before it was edited"), list,
      element("div", { className: "note" }, "Edited last: ", momentView(message.edited_timestamp)));
    openPopup(mark, whole, { label: "What the message said before", role: "dialog" });
  });
  return element("span", {}, " ", mark);
}

/** Tells that only this user sees a message, and lets him be rid of it. */
export function ephemeralFoot(message, dismiss = () => dismissMessage(message)) {
  return element("div", { className: "ephemeral-foot" }, "Only you can see this • ",
    element("button", { type: "button", className: "text-button", onclick: dismiss }, "Dismiss message"));
}

function dismissMessage(message) {
  return perform("/playground/dismissals", { user: acting.user, message: message.id });
}

function above(...parts) {
  return element("div", { className: "message-above" }, element("span", { className: "message-spine", "aria-hidden": "true" }), parts);
}

function preview(replied) {
  if (isLoading(replied)) return `${shownName(replied.author)} is thinking…`;
  if (replied.content) return formatted(replied.content.slice(0, LONGEST_QUOTE), { inline: true, plain: true });
  return element("i", {}, replied.attachments?.length ? "Click to see attachment" : "Click to see message");
}
