/* What can be done with a message: one small bar, which goes to the message that the mouse or the focus is on. */

import { element } from "../base/dom.js";
import { iconView } from "../base/icons.js";
import { get } from "../base/store.js";
import { placeAfter } from "../base/walking.js";
import { replyTo } from "../composer/composer.js";
import { inspect } from "../inspector/inspector.js";
import { openMessageMenu } from "./context_menus.js";
import { isEphemeral } from "./message_flags.js";
import { pickReaction } from "./reactions.js";

let bar = null;

/** Puts the bar on an article, unless it is used elsewhere just now. */
export function placeToolbar(article) {
  if (bar?.parentNode === article || (bar?.isConnected && bar.contains(document.activeElement))) return;
  const actions = actionsOf(article);
  bar?.remove();
  if (!actions.length) return;
  // A reader that is told of new messages is not to be told of the bar.
  bar = element("div", { className: "message-tools", role: "toolbar", "aria-label": "Message actions", "aria-live": "off" },
    actions.map(([icon, label, action]) => {
      const button = element("button", { type: "button", title: label, "aria-label": label }, iconView(icon));
      button.addEventListener("click", () => action(button));
      return button;
    }));
  bar.addEventListener("keydown", moveInBar);
  article.append(bar);
}

/** Takes the bar away when neither mouse nor focus is on its message any more. */
export function liftToolbar() {
  if (bar && !bar.contains(document.activeElement) && bar.parentNode !== document.activeElement) bar.remove();
}

/** Moves the focus into the bar of an article. */
export function enterToolbar(article) {
  placeToolbar(article);
  article.querySelector(":scope > .message-tools button")?.focus();
}

/* The message is looked up when a button is pressed: it may have been edited since. */
function actionsOf(article) {
  const id = article.dataset.message;
  if (!id) return [["inspect", "Inspect", () => inspect(article.dataset.interaction)]];
  const message = get("message", id);
  if (!message) return [];
  const interaction = message.interaction_metadata?.id;
  return [
    ...(isEphemeral(message) ? [] : [
      ["react", "Add a reaction", (button) => pickReaction(get("message", id) ?? message, button)],
      ["reply", "Reply", () => replyTo(id)],
    ]),
    ...(get("interaction", interaction) ? [["inspect", "Inspect", () => inspect(interaction)]] : []),
    ["more", "More", (button) => openMessageMenu(get("message", id) ?? message, button)],
  ];
}

function moveInBar(event) {
  const buttons = [...bar.children];
  const next = placeAfter(event.key, buttons.indexOf(document.activeElement), buttons.length, { isAcross: true, isRound: true });
  if (event.key === "Escape") bar.parentNode.focus();
  else if (next !== undefined) buttons[next].focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
