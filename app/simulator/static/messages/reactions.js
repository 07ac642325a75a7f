/* Reactions under a message, and the small picker that adds one. */

import { element } from "../base/dom.js";
import { emojiKey, emojiName, emojiView } from "../base/emoji.js";
import { openPopup } from "../base/popup.js";
import { acting, all, nameOf } from "../base/store.js";
import { perform } from "./deeds.js";

const COMMON = "👍 👎 ❤️ 😂 😮 😢 😡 🎉 🔥 👀 ✅ ❌ ⭐ 💯 🙏 👏 🤔 😎 🥳 😅 🙌 💀 🤝 🚀 🎲 🐛 ☕ 🍕 1️⃣ 2️⃣ 3️⃣ ❓".split(" ");
const IN_A_ROW = 8;
const STEPS = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: IN_A_ROW, ArrowUp: -IN_A_ROW };
const MOST_NAMES = 5;

/** Shows who reacted with what, each to be pressed; null where nobody did. */
export function reactionsView(message) {
  const reactions = message.reactions ?? [];
  if (!reactions.length) return null;
  const add = element("button", { type: "button", className: "reaction reaction-add", "aria-label": "Add a reaction" }, "+");
  add.onclick = () => pickReaction(message, add);
  const chips = reactions.map((one) => chip(message, one));
  return element("div", { className: "reactions", role: "group", "aria-label": "Reactions" }, chips, add);
}

/** Opens the picker beside an element, and reacts with what is picked. */
export function pickReaction(message, anchor) {
  const emojis = [...COMMON.map((name) => ({ id: null, name })), ...all("emoji")];
  const grid = element("div", { className: "reaction-picker" });
  const close = openPopup(anchor, grid, { label: "Pick a reaction", role: "dialog" });
  grid.append(...emojis.map((emoji) => element("button", {
    type: "button",
    className: "reaction-choice",
    "aria-label": emojiName(emoji),
    onclick: () => {
      close();
      react(message, emoji);
    },
  }, emojiView(emoji))));
  grid.addEventListener("keydown", moveInGrid);
  grid.firstElementChild.focus({ preventScroll: true });
}

/* Reacts, or takes the reaction back. */
function react(message, emoji) {
  return perform("/playground/reactions", { user: acting.user, message: message.id, emoji: emojiKey(emoji) });
}

function chip(message, { emoji, count }) {
  const who = message.reactors?.[emojiKey(emoji)] ?? [];
  const isMine = who.includes(acting.user);
  return element("button", {
    type: "button",
    className: "reaction",
    title: names(who),
    "aria-pressed": String(isMine),
    "aria-label": `${emojiName(emoji)}, ${count} ${count === 1 ? "reaction" : "reactions"}`,
    onclick: () => react(message, emoji),
  }, emojiView(emoji), element("span", {}, String(count ?? 0)));
}

function names(who) {
  const shown = who.slice(0, MOST_NAMES).map(nameOf);
  return who.length > MOST_NAMES ? `${shown.join(", ")} and ${who.length - MOST_NAMES} more` : shown.join(", ");
}

function moveInGrid(event) {
  const choices = [...event.currentTarget.children];
  const next = choices[choices.indexOf(document.activeElement) + (STEPS[event.key] ?? NaN)];
  if (!(event.key in STEPS)) return;
  event.preventDefault();
  next?.focus();
}
