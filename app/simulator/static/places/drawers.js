/* On narrow screens the channels and the inspector are drawers: one at a time, over the conversation. */

import { at } from "../base/dom.js";

const DRAWERS = {
  places: window.matchMedia("(max-width: 48rem)"),
  inspector: window.matchMedia("(max-width: 75rem)"),
};
const BEHIND = ["skip", "bar", "stage", "places", "inspector"];

let opened = "", before = null;

/** Makes the drawers close by Escape, by a click beside them, and when the screen grows wide. */
export function mountDrawers() {
  at("scrim").addEventListener("click", closeDrawer);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !opened || document.querySelector("dialog[open]")) return;
    closeDrawer();
  });
  for (const [name, isNarrow] of Object.entries(DRAWERS)) {
    isNarrow.addEventListener("change", () => { if (opened === name && !isNarrow.matches) closeDrawer(); });
  }
}

/** Tells whether a part of the page is a drawer on this screen. */
export function isDrawer(name) {
  return DRAWERS[name].matches;
}

/** Opens a drawer and moves the focus into it; nothing to do where the part is always seen. */
export function openDrawer(name) {
  if (!isDrawer(name) || opened === name) return;
  if (!opened) before = document.activeElement;
  opened = name;
  show();
  (at(name).querySelector("[aria-current]") ?? at(name).querySelector("button, input, select, a"))?.focus();
}

/** Closes the open drawer, and gives the focus back. */
export function closeDrawer() {
  if (!opened) return;
  opened = "";
  show();
  if (before?.isConnected) before.focus();
}

function show() {
  document.body.dataset.drawer = opened;
  at("scrim").hidden = !opened;
  for (const name of BEHIND) at(name).inert = Boolean(opened) && name !== opened;
}
