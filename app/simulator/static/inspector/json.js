/* JSON to look into: objects and arrays fold, long texts wrap, everything can be copied. */

import { copyButton } from "../base/clipboard.js";
import { element } from "../base/dom.js";

const MOST_ENTRIES = 500;

/**
 * Shows a JSON value as a tree.
 *
 * `depth` levels are open at first; with a `label` there is a head with a button that copies the whole.
 */
export function jsonView(value, { depth = 2, label } = {}) {
  const tree = element("div", { className: "json" }, branch(null, value, depth));
  if (!label) return tree;
  return element("section", { className: "json-part" }, partHead(label, () => JSON.stringify(value, null, 2)), tree);
}

/** Makes the head of a part: its label, and a button that copies the part's text. */
export function partHead(label, text) {
  return element("div", { className: "part-head" }, element("h4", {}, label), copyButton(text, `Copy ${label}`));
}

function branch(key, value, depth) {
  if (value === null || typeof value !== "object") return element("div", { className: "json-line" }, name(key), leaf(value));
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  if (!entries.length) return element("div", { className: "json-line" }, name(key), Array.isArray(value) ? "[]" : "{}");
  const children = element("div", { className: "json-children" });
  const fold = element("details", { open: depth > 0 }, element("summary", {}, name(key), outline(value, entries)), children);
  // What is folded is made when it is opened: a payload may be large.
  const fill = () => {
    if (!fold.open || children.childElementCount) return;
    children.append(...entries.slice(0, MOST_ENTRIES).map(([inner, one]) => branch(inner, one, depth - 1)));
    if (entries.length > MOST_ENTRIES) children.append(element("div", { className: "note" }, `and ${entries.length - MOST_ENTRIES} more`));
  };
  fold.addEventListener("toggle", fill);
  fill();
  return fold;
}

function name(key) {
  return key === null ? null : element("span", { className: "json-key" }, `${key}: `);
}

function leaf(value) {
  return element("span", { className: `json-${value === null ? "null" : typeof value}` }, JSON.stringify(value));
}

function outline(value, entries) {
  const names = entries.slice(0, 4).map(([key]) => key).join(", ");
  const said = Array.isArray(value) ? `[ ${entries.length} ]` : `{ ${names}${entries.length > 4 ? ", …" : ""} }`;
  return element("span", { className: "json-outline" }, said);
}
