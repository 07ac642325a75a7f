/* Shows Discord's message formatting: the blocks of a text, and by spans.js what stands within them. */

import { element } from "../base/dom.js";
import { isOnlyEmoji } from "../base/emoji.js";
import { appendSpans, reading } from "./spans.js";

const HEADING = /^(#{1,3}) +(\S.*)$/s;
const SUBTEXT = /^-# +(\S.*)$/s;
const ITEM = /^( *)(?:[-*]|(\d{1,9})\.) +(\S.*)$/s;
const QUOTED = /^ *> /;
const QUOTED_TO_THE_END = /^ *>>> /;
const FENCE = "```";
const DEEPEST_LIST = 10;

/**
 * Turns a text into nodes.
 *
 * `inline` shows one line without blocks; `plain` makes nothing that can be pressed, for a text within a button.
 */
export function formatted(text, { inline = false, plain = false } = {}) {
  const whole = document.createDocumentFragment();
  const said = String(text ?? "").replaceAll("\r\n", "\n");
  const context = reading({ plain });
  if (inline) {
    appendSpans(whole, said.replace(/\s*\n\s*/g, " "), context);
  } else if (isOnlyEmoji(said)) {
    const large = element("span", { className: "large-emoji" });
    appendSpans(large, said.trim(), context);
    whole.append(large);
  } else {
    appendBlocks(whole, said, context, false);
  }
  return whole;
}

function appendBlocks(parent, text, context, inQuote) {
  const lines = text.split("\n");
  let plain = [];
  const flush = () => {
    if (plain.length) appendSpans(parent, plain.join("\n"), context);
    plain = [];
  };
  for (let at = 0; at < lines.length;) {
    const block = blockAt(lines, at, context, inQuote);
    if (block) {
      flush();
      parent.append(block.node);
      at = block.end;
    } else {
      const end = fenceEnd(lines, at);
      plain.push(...lines.slice(at, end));
      at = end;
    }
  }
  flush();
}

/* A quote within a quote is text, as in Discord's client. */
function blockAt(lines, at, context, inQuote) {
  if (!inQuote && QUOTED_TO_THE_END.test(lines[at])) {
    const rest = [lines[at].replace(QUOTED_TO_THE_END, ""), ...lines.slice(at + 1)];
    return { node: quote(rest, context), end: lines.length };
  }
  if (!inQuote && QUOTED.test(lines[at])) {
    let end = at + 1;
    while (end < lines.length && QUOTED.test(lines[end])) end += 1;
    return { node: quote(lines.slice(at, end).map((line) => line.replace(QUOTED, "")), context), end };
  }
  if (ITEM.test(lines[at])) return list(lines, at, context);
  if (!/^(?:#{1,3}|-#) /.test(lines[at])) return null;
  const end = fenceEnd(lines, at);
  const block = lines.slice(at, end).join("\n");
  const heading = HEADING.exec(block), subtext = SUBTEXT.exec(block);
  if (heading) return { node: spanning(`h${heading[1].length + 2}`, `md-h${heading[1].length}`, heading[2], context), end };
  return subtext ? { node: spanning("div", "md-subtext", subtext[1], context), end } : null;
}

function spanning(tag, className, text, context) {
  const made = element(tag, { className });
  appendSpans(made, text, context);
  return made;
}

function quote(lines, context) {
  const made = element("blockquote", { className: "md-quote" });
  appendBlocks(made, lines.join("\n"), context, true);
  return made;
}

/* Items that stand further in than the one before belong to it. */
function list(lines, from, context) {
  const open = [];
  let at = from, whole = null;
  while (at < lines.length) {
    const item = ITEM.exec(lines[at]);
    if (!item) break;
    const [, { length: indent }, number] = item;
    let end = fenceEnd(lines, at);
    while (end < lines.length && /^ {2,}\S/.test(lines[end]) && !ITEM.test(lines[end])) end = fenceEnd(lines, end);
    const text = [ITEM.exec(lines[at])[3], ...lines.slice(at + 1, end).map((line) => line.replace(/^ {1,4}/, ""))].join("\n");
    while (open.length > 1 && open.at(-1).indent > indent) open.pop();
    const kind = number ? "OL" : "UL";
    if (!open.length || (indent > open.at(-1).indent && open.length < DEEPEST_LIST)) {
      const made = newList(kind, number);
      if (open.length) open.at(-1).node.lastElementChild.append(made);
      open.push({ indent, node: made });
    } else if (open.at(-1).node.nodeName !== kind) {
      // Another kind of list at the same depth begins anew, beside the one before.
      if (open.length === 1) break;
      const made = newList(kind, number);
      open.at(-1).node.after(made);
      open.at(-1).node = made;
    }
    whole ??= open[0].node;
    open.at(-1).node.append(spanning("li", "", text, context));
    at = end;
  }
  return { node: whole, end: at };
}

function newList(kind, number) {
  const made = element(kind, { className: "md-list" });
  if (number) made.start = Number(number);
  return made;
}

/* Where the lines end that belong together since a block of code began in the first of them. */
function fenceEnd(lines, from) {
  let end = from + 1;
  let isOpen = opens(lines[from], false);
  while (isOpen) {
    let next = end;
    while (next < lines.length && !lines[next].includes(FENCE)) next += 1;
    if (next === lines.length) break;
    isOpen = opens(lines[next], true);
    end = next + 1;
  }
  return end;
}

function opens(line, isOpen) {
  return (line.split(FENCE).length - 1) % 2 === 1 ? !isOpen : isOpen;
}
