/* Emoji: characters are shown as they are; of custom ones there is no picture here, so their name is shown. */

import { element } from "./dom.js";

const ONE = String.raw`(?:[0-9#*]\uFE0F?\u20E3|\p{RI}\p{RI}|(?![\u00A9\u00AE\u2122])\p{Extended_Pictographic}(?:\p{EMod}|\uFE0F)?`
  + String.raw`(?:\u200D\p{Extended_Pictographic}(?:\p{EMod}|\uFE0F)?){0,6}[\u{E0020}-\u{E007F}]{0,8})`;
const NOTHING_ELSE = new RegExp(String.raw`^(?:\s*(?:<a?:\w{2,32}:\d{1,20}>|${ONE}))+\s*$`, "u");
const EACH = new RegExp(String.raw`<a?:\w{2,32}:\d{1,20}>|${ONE}`, "gu");
const MOST_LARGE = 30;
const LONGEST_LARGE = 1500;

/** Shows an emoji as Discord's objects have it: `{ id, name, animated }`. */
export function emojiView(emoji) {
  const name = emojiName(emoji);
  if (!emoji?.id) return element("span", {}, name);
  return element("span", { className: "custom-emoji", title: `custom emoji ${name}` }, name);
}

/** Names an emoji: the character itself, or `:name:`. */
export function emojiName(emoji) {
  return emoji?.id ? `:${emoji.name || emoji.id}:` : emoji?.name ?? "";
}

/** Tells whether a text is nothing but a few emoji, which are shown larger then. */
export function isOnlyEmoji(text) {
  if (text.length > LONGEST_LARGE || !NOTHING_ELSE.test(text)) return false;
  return text.match(EACH).length <= MOST_LARGE;
}

/** Writes an emoji as routes have it: the character, or `name:id`. */
export function emojiKey(emoji) {
  return emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name;
}
