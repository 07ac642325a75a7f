/* Covers pictures, files and containers that are spoilers, until somebody wants to see them. */

import { element } from "../base/dom.js";

const uncovered = new Set();

/**
 * Covers a node, unless it was uncovered before.
 *
 * @param node what is a spoiler
 * @param key what it is known by when it is drawn anew
 * @param what what is under the cover, in a word, for screen readers: "picture", "file", "container"
 */
export function covered(node, key, what) {
  if (uncovered.has(key)) return node;
  const inside = element("div", { className: "cover-inside", inert: true }, node);
  const button = element("button", { type: "button", className: "cover-button", "aria-label": `Spoiler: show the ${what}` }, "Spoiler");
  const cover = element("div", { className: "cover" }, inside, button);
  button.addEventListener("click", () => {
    uncovered.add(key);
    inside.inert = false;
    cover.classList.add("uncovered");
    button.remove();
    // A reader goes on from what was uncovered.
    inside.tabIndex = -1;
    inside.focus({ preventScroll: true });
  });
  return cover;
}
