/* One message as Discord's client shows it. */

import { avatarView, nameView, shownName } from "../base/avatar.js";
import { element } from "../base/dom.js";
import { dots } from "../base/dots.js";
import { createdAt } from "../base/snowflakes.js";
import { acting, get, guildHere, memberOf } from "../base/store.js";
import { componentsView } from "../components/components.js";
import { openUserMenu } from "./context_menus.js";
import { embedView, picturesOf } from "./embeds.js";
import { formatted } from "./markdown.js";
import { attachmentsView } from "./media.js";
import { isEphemeral, isLoading } from "./message_flags.js";
import { commandLine, editedView, ephemeralFoot, replyLine } from "./message_lines.js";
import { pollView } from "./polls.js";
import { reactionsView } from "./reactions.js";
import { isSystem, systemView, threadButton } from "./system_messages.js";
import { momentView, written } from "./times.js";

const CROSSPOSTED = 1, IS_CROSSPOST = 2, SUPPRESS_EMBEDS = 4;
const SUPPRESS_NOTIFICATIONS = 4096, IS_COMPONENTS_V2 = 32768;

/** Gives when a message was written; its id tells it, where nothing else does. */
export function timeOf(message) {
  return message.timestamp ?? createdAt(message.id);
}

/**
 * Makes the article of a message.
 *
 * @param isHead whether the author and the time stand above it, since another spoke before
 * @param goTo called with the id of a message that is to be shown
 */
export function messageView(message, { isHead, goTo }) {
  const classes = ["message", isHead ? "head" : "", isEphemeral(message) ? "ephemeral" : "", isForMe(message) ? "for-me" : ""];
  const at = timeOf(message);
  const view = element("article", {
    className: classes.filter(Boolean).join(" "),
    tabIndex: -1,
    "aria-label": `${shownName(message.author)}, ${written(new Date(at), "t")}`,
    dataset: { message: message.id },
  });
  if (isSystem(message)) {
    view.classList.add("of-discord");
    view.append(element("div", { className: "message-body" }, systemView(message, goTo), " ", momentView(at), reactionsView(message)));
    return view;
  }
  const above = [commandLine(message), replyLine(message, goTo)].filter(Boolean);
  const whole = element("div", { className: "message-body" }, isHead ? header(message, at) : null, body(message));
  view.append(...above, gutter(message, isHead, at), whole);
  return view;
}

function isForMe(message) {
  if (message.mention_everyone || message.mentions?.some((user) => user.id === acting.user)) return true;
  const guild = guildHere();
  const held = (guild && memberOf(guild.id, acting.user)?.roles) ?? [];
  return Boolean(message.mention_roles?.some((role) => held.includes(role)));
}

/* The name beside it can be reached by keyboard, so the avatar is for the mouse alone. */
function gutter(message, isHead, at) {
  if (!isHead) return element("div", { className: "message-gutter" }, momentView(at, { brief: true }));
  const avatar = avatarView(message.author ?? {});
  if (get("user", message.author?.id)) {
    avatar.dataset.user = message.author.id;
    avatar.addEventListener("click", () => openUserMenu(message.author.id, avatar));
  }
  return element("div", { className: "message-gutter" }, avatar);
}

function header(message, at) {
  const author = message.author ?? {};
  const isKnown = Boolean(get("user", author.id));
  const properties = isKnown
    ? { type: "button", className: "author", dataset: { user: author.id }, "aria-haspopup": "menu" }
    : { className: "author" };
  const name = nameView(author, properties, isKnown ? "button" : "span");
  if (isKnown) name.addEventListener("click", () => openUserMenu(author.id, name));
  return element("div", { className: "message-head" }, name, tagsOf(message, author), momentView(at));
}

function tagsOf(message, author) {
  const flags = message.flags ?? 0;
  const tags = [];
  if (flags & IS_CROSSPOST) tags.push(["SERVER", "Published in another server's channel"]);
  else if (author.bot || message.webhook_id) tags.push(["APP", null]);
  const marks = [];
  if (message.pinned) marks.push("pinned");
  if (flags & CROSSPOSTED) marks.push("published");
  if (flags & SUPPRESS_NOTIFICATIONS) marks.push("silent");
  return [
    ...tags.map(([text, title]) => element("span", { className: "app-tag", title }, text)),
    ...marks.map((text) => element("span", { className: "message-mark" }, text)),
  ];
}

function body(message) {
  if (isLoading(message)) {
    const thinking = element("p", { className: "thinking" }, `${shownName(message.author)} is thinking…`, dots());
    return [thinking, isEphemeral(message) ? ephemeralFoot(message) : null];
  }
  const parts = [contentView(message), ...(message.message_snapshots ?? []).map(snapshotView), ...extrasOf(message)];
  const components = componentsView(message);
  if (components.length) parts.push(element("div", { className: "components" }, components));
  // Where there is no text, what is changed stands above the mark.
  if (!message.content && message.edited_timestamp) parts.push(element("div", { className: "content" }, editedView(message)));
  parts.push(reactionsView(message), threadOf(message), isEphemeral(message) ? ephemeralFoot(message) : null);
  return parts;
}

function contentView(message) {
  if (!message.content) return null;
  const edited = message.edited_timestamp ? editedView(message) : null;
  return element("div", { className: "content" }, formatted(message.content), edited);
}

/* With components of version 2 a file is shown by the component that names it, or not at all. */
function extrasOf(message) {
  if ((message.flags ?? 0) & IS_COMPONENTS_V2) return [];
  const embeds = (message.flags ?? 0) & SUPPRESS_EMBEDS ? [] : message.embeds ?? [];
  const attachments = message.attachments ?? [];
  const placed = new Set(embeds.flatMap(picturesOf).map((url) => url.replace("attachment://", "")));
  const loose = attachments.filter((one) => !placed.has(one.url) && !placed.has(one.filename));
  return [
    message.poll ? pollView(message) : null,
    attachmentsView(message, loose),
    ...embeds.map((embed) => embedView(embed, attachments)),
    ...(message.sticker_items ?? []).map((sticker) => element("div", { className: "sticker" }, `Sticker: ${sticker.name}`)),
  ];
}

/* A forwarded message shows what was said, but not by whom. */
function snapshotView({ message }) {
  return element("div", { className: "snapshot", role: "group", "aria-label": "Forwarded message" },
    element("div", { className: "note" }, "Forwarded"),
    message?.content ? element("div", { className: "content" }, formatted(message.content)) : null,
    extrasOf(message ?? {}),
    message?.timestamp ? element("div", { className: "note" }, momentView(message.timestamp)) : null);
}

function threadOf(message) {
  const thread = get("channel", message.id) ?? message.thread;
  if (!thread) return null;
  return element("div", { className: "thread-link" }, "Thread: ", threadButton(thread.id, thread.name));
}
