/* Covers text that is not to be seen at once: a press, or Enter, uncovers it, and it stays uncovered. */

import { element } from "../base/dom.js";

/** Covers a piece of text. What is under the cover can be neither read out nor reached before. */
export function spoiler(...nodes) {
  const inside = element("span", { className: "spoiler-inside", inert: true }, nodes);
  const cover = element("span", {
    className: "spoiler",
    role: "button",
    tabIndex: 0,
    "aria-expanded": "false",
    "aria-label": "Spoiler, press to show",
  }, inside);
  const uncover = (event) => {
    if (!inside.inert) return;
    event.preventDefault();
    event.stopPropagation();
    show(cover, inside);
  };
  cover.addEventListener("click", uncover);
  cover.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") uncover(event);
  });
  return cover;
}

/* What is uncovered is plain text again; it keeps the focus, so that a reader goes on from there. */
function show(cover, inside) {
  inside.inert = false;
  cover.classList.add("shown");
  for (const name of ["role", "aria-expanded", "aria-label"]) cover.removeAttribute(name);
  cover.tabIndex = -1;
}
