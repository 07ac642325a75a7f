/* Suggests whom and what to mention while a message is written: `@name` and `#channel`. */

import { entityEntries } from "../base/entities.js";
import { get } from "../base/store.js";

const BEGUN = /(?:^|\s)([@#])([^\s@#]*)$/;

/** Gives the mention that is begun before the caret, `{ sign, query, start }`, or null. */
export function begunMention(field) {
  const before = field.value.slice(0, field.selectionStart);
  const [, sign, query] = before.match(BEGUN) ?? [];
  return sign ? { sign, query, start: before.length - query.length - 1 } : null;
}

/** Gives what a begun mention may mean, as entries of a list; none where none is begun. */
export function mentionEntries(begun) {
  if (!begun) return [];
  const { sign, query } = begun;
  return entityEntries(sign === "#" ? "channel" : "mentionable", query);
}

/** Writes a mention in the place of what was begun of it. */
export function finishMention(field, { sign, start }, id) {
  const mark = sign === "#" ? "#" : get("role", id) ? "@&" : "@";
  field.setRangeText(`<${mark}${id}> `, start, field.selectionStart, "end");
}
