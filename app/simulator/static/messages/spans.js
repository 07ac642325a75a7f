/*
 * What stands within a line: bold, code, links, mentions and the like.
 *
 * A text is read once from its beginning to its end. Where a mark might begin something its end is looked for; when
 * that has been in vain once, it is not looked for again. What remains is bounded by a number of steps for the whole
 * text, after which the rest is shown as it stands: nobody can write a text that stops the page.
 */

import { canBeOpened, element, link } from "../base/dom.js";
import { emojiView } from "../base/emoji.js";
import { highlighted } from "./highlight.js";
import { channelMention, commandMention, everyoneMention, placeMention, placeNameIn, roleMention, userMention } from "./mentions.js";
import { spoiler } from "./spoilers.js";
import { timestampView } from "./times.js";

const SPECIAL = /[\\`|*_~[<@¯]|https?:\/\//g;
const FENCE = /```(?:([\w+\-.#]+)\n)?\n*([^\n][\s\S]*?)\n*```/y;
const WEB = /https?:\/\/[^\s<]+/y;
const ANGLED = new RegExp([
  String.raw`<(?<url>https?:\/\/[^\s<>]+)>`,
  String.raw`<@!?(?<user>\d{1,20})>`,
  String.raw`<@&(?<role>\d{1,20})>`,
  String.raw`<#(?<channel>\d{1,20})>`,
  String.raw`<\/(?<command>[^\n:<>]{1,100}):\d{1,20}>`,
  String.raw`<id:(?<place>[\w:-]{1,40})>`,
  String.raw`<(?<animated>a?):(?<emoji>\w{2,32}):(?<emojiId>\d{1,20})>`,
  String.raw`<t:(?<time>-?\d{1,17})(?::(?<style>[tTdDfFsSR]))?>`,
].join("|"), "y");
const TARGET = /\]\(\s*(?:<([^\s<>]+)>|((?:\([^\s()]*\)|[^\s()])+))(?:\s+"([^"\n]*)"|\s+'([^'\n]*)')?\s*\)/y;
const SHRUG = "¯\\_(ツ)_/¯";
const DEEPEST = 12;
const MOST_STEPS = 400_000;

/** Begins the reading of one text: what all its parts share. */
export function reading({ plain = false } = {}) {
  return { plain, depth: 0, inLink: false, budget: { steps: MOST_STEPS } };
}

/** Appends the nodes of a text to a parent. */
export function appendSpans(parent, text, context) {
  if (context.depth > DEEPEST) {
    appendText(parent, text);
    return;
  }
  const place = { text, context, vain: new Map() };
  let plain = "", from = 0;
  while (from < text.length) {
    SPECIAL.lastIndex = from;
    const found = SPECIAL.exec(text);
    if (!found || context.budget.steps <= 0) break;
    context.budget.steps -= 1;
    plain += text.slice(from, found.index);
    const span = RULES[found[0][0]](place, found.index);
    if (span) {
      appendText(parent, plain);
      plain = "";
      parent.append(span.node);
      from = span.end;
    } else {
      plain += found[0];
      from = found.index + found[0].length;
    }
  }
  appendText(parent, plain + text.slice(from));
}

/* Appends text whose line ends are to be seen. */
function appendText(parent, text) {
  if (!text) return;
  for (const [index, line] of text.split("\n").entries()) {
    if (index) parent.append(document.createElement("br"));
    if (line) parent.append(line);
  }
}

/* By the first character of what might begin. Each gives a node and where it ends, or null. */
const RULES = {
  "\\": escaped,
  "`": (place, from) => fence(place, from) ?? code(place, from),
  "|": (place, from) => paired(place, from, "||", (text, context) => spoiler(spans(text, context))),
  "*": (place, from) => paired(place, from, "**", wrapping("strong")) ?? starred(place, from),
  _: (place, from) => paired(place, from, "__", wrapping("u")) ?? underscored(place, from),
  "~": (place, from) => paired(place, from, "~~", wrapping("s")),
  "[": masked,
  "<": angled,
  "@": everyone,
  h: bare,
  "¯": (place, from) => place.text.startsWith(SHRUG, from) ? { node: SHRUG, end: from + SHRUG.length } : null,
};

function spans(text, context, changes = {}) {
  const whole = document.createDocumentFragment();
  appendSpans(whole, text, { ...context, ...changes, depth: context.depth + 1 });
  return whole;
}

function wrapping(tag) {
  return (text, context) => element(tag, {}, spans(text, context));
}

function escaped({ text }, from) {
  const next = String.fromCodePoint(text.codePointAt(from + 1) ?? 32);
  return /[^0-9A-Za-z\s]/.test(next) ? { node: next, end: from + 1 + next.length } : null;
}

function fence({ text }, from) {
  if (!text.startsWith("```", from) || text.indexOf("```", from + 3) < 0) return null;
  FENCE.lastIndex = from;
  const found = FENCE.exec(text);
  if (!found) return null;
  const [whole, language = "", body] = found;
  // Discord's client takes the line end after a block away, since the block ends the line already.
  const end = from + whole.length + (text[from + whole.length] === "\n" ? 1 : 0);
  return { node: element("pre", { className: "code-block" }, element("code", {}, highlighted(body, language))), end };
}

function code(place, from) {
  const { text } = place;
  let length = 1;
  while (text[from + length] === "`") length += 1;
  const mark = "`".repeat(length);
  const close = closing(place, from + length, mark, (at) => text[at - 1] !== "`" && text[at + length] !== "`", false);
  if (close < 0) return length > 1 ? { node: mark, end: from + length } : null;
  const body = text.slice(from + length, close);
  const inner = /^ .*[^ ].* $/s.test(body) || length > 1 ? body.trim() || body : body;
  return { node: element("code", {}, inner), end: close + length };
}

function paired(place, from, mark, make) {
  const { text, context } = place;
  if (!text.startsWith(mark, from)) return null;
  const isLoose = mark === "||" || mark === "~~";
  const close = closing(place, from + 2, mark, (at) => isLoose || text[at + 2] !== mark[0]);
  return close < 0 ? null : { node: make(text.slice(from + 2, close), context), end: close + 2 };
}

/* One star: neither end may be beside a space. */
function starred(place, from) {
  const { text, context } = place;
  if (/\s|\*|^$/.test(text[from + 1] ?? "")) return null;
  const close = single(place, from + 1, "*");
  if (close < 0 || /\s/.test(text[close - 1])) return null;
  return { node: wrapping("em")(text.slice(from + 1, close), context), end: close + 1 };
}

/* One underscore: only around whole words, so that names_like_this stay as they are. */
function underscored(place, from) {
  const { text, context } = place;
  if (/\w/.test(text[from - 1] ?? " ")) return null;
  const close = single(place, from + 1, "_");
  if (close < 0 || /\w/.test(text[close + 1] ?? " ")) return null;
  return { node: wrapping("em")(text.slice(from + 1, close), context), end: close + 1 };
}

/* Where a mark stands alone, since two of them within belong to something else; -1 where it does not. */
function single({ text, vain, context: { budget } }, from, mark) {
  if (from >= (vain.get(mark) ?? Infinity)) return -1;
  for (let at = text.indexOf(mark, from); at >= 0 && budget.steps > 0; at = text.indexOf(mark, at)) {
    budget.steps -= 1;
    let end = at;
    while (text[end] === mark) end += 1;
    if (isEscaped(text, at, from)) end = at + 1;
    else if ((end - at) % 2 === 1 && end - 1 > from) return end - 1;
    at = end;
  }
  vain.set(mark, from);
  return -1;
}

/* Where a mark stands again and is no part of an escape, at least one character further on; -1 where it does not. */
function closing(place, from, mark, isEnd, hasEscapes = true) {
  const { text, vain, context: { budget } } = place;
  if (from >= (vain.get(mark) ?? Infinity)) return -1;
  for (let at = text.indexOf(mark, from + 1); at >= 0 && budget.steps > 0; at = text.indexOf(mark, at + 1)) {
    budget.steps -= 1;
    if (!(hasEscapes && isEscaped(text, at, from)) && isEnd(at)) return at;
  }
  vain.set(mark, from);
  return -1;
}

function isEscaped(text, at, from) {
  let slashes = 0;
  while (at - slashes > from && text[at - slashes - 1] === "\\") slashes += 1;
  return slashes % 2 === 1;
}

function masked(place, from) {
  const { text, context } = place;
  if (context.inLink) return null;
  let depth = 0, at = from;
  for (; at < text.length && context.budget.steps > 0; at += 1, context.budget.steps -= 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "[") depth += 1;
    else if (text[at] === "]" && (depth -= 1) === 0) break;
  }
  TARGET.lastIndex = at;
  const found = depth === 0 && at > from + 1 ? TARGET.exec(text) : null;
  const url = found?.[1] ?? found?.[2];
  if (!canBeOpened(url)) return null;
  const shown = spans(text.slice(from + 1, at), context, { inLink: true });
  return { node: webLink(url, context, shown, found[3] ?? found[4]), end: at + found[0].length };
}

function bare({ text, context }, from) {
  WEB.lastIndex = from;
  const found = WEB.exec(text)?.[0];
  if (!found || context.inLink) return null;
  let url = found;
  const opened = () => (url.match(/\(/g)?.length ?? 0) >= (url.match(/\)/g)?.length ?? 0);
  // What ends the sentence is no part of the address, and a bracket only if it was opened in it.
  while (/[.,:;"'\]]$/.test(url) || (url.endsWith(")") && !opened())) url = url.slice(0, -1);
  if (url.length <= 8) return null;
  const node = webLink(url, context, placeNameIn(url) ?? url);
  if (node.textContent !== url) node.classList.add("mention");
  return { node, end: from + url.length };
}

function webLink(url, context, shown, title) {
  if (context.plain) return element("span", { className: "link-text" }, shown);
  const made = link(url, shown);
  if (made.nodeType === Node.ELEMENT_NODE) made.title = title ? `${title}\n${url}` : url;
  return made;
}

function everyone({ text }, from) {
  const found = /^@(?:everyone|here)\b/.exec(text.slice(from, from + 12))?.[0];
  return found ? { node: everyoneMention(found), end: from + found.length } : null;
}

function angled({ text, context }, from) {
  ANGLED.lastIndex = from;
  const found = ANGLED.exec(text);
  if (!found) return null;
  const { url, user, role, channel, command, place, animated, emoji, emojiId, time, style } = found.groups;
  const { plain } = context;
  const node = url ? webLink(url, context, url)
    : user ? userMention(user, plain)
    : role ? roleMention(role)
    : channel ? channelMention(channel, plain)
    : command ? commandMention(command, plain)
    : place ? placeMention(place)
    : emoji ? emojiView({ id: emojiId, name: emoji, animated: animated === "a" })
    : timestampView(Number(time), style ?? "f");
  return node ? { node, end: from + found[0].length } : null;
}
