/*
 * The parts beside the conversation. On narrow screens they are drawers, one at a time, over the conversation; on
 * wide ones the inspector can be hidden, and stays so until it is wanted again.
 */

import { at } from "../base/dom.js";
import { announce } from "../base/store.js";

const DRAWERS = {
  places: window.matchMedia("(max-width: 48rem)"),
  inspector: window.matchMedia("(max-width: 75rem)"),
};
const BEHIND = ["skip", "bar", "stage", "places", "inspector"];

const HIDDEN = "playground.inspector.hidden";

let opened = "", before = null;

/** Makes the drawers close by Escape, by a click beside them, and when the screen grows wide. */
export function mountDrawers() {
  at("scrim").addEventListener("click", closeDrawer);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !opened || document.querySelector("dialog[open]")) return;
    closeDrawer();
  });
  for (const [name, isNarrow] of Object.entries(DRAWERS)) {
    isNarrow.addEventListener("change", () => {
      if (opened === name && !isNarrow.matches) closeDrawer();
      announce("drawers");
    });
  }
  hide(localStorage.getItem(HIDDEN) === "yes");
}

/** Tells whether the inspector is seen. */
export function isInspectorShown() {
  return isDrawer("inspector") ? opened === "inspector" : document.body.dataset.inspector !== "hidden";
}

/** Shows the inspector: as a drawer where the screen is narrow. */
export function showInspector() {
  if (isDrawer("inspector")) openDrawer("inspector");
  else if (!isInspectorShown()) hide(false);
}

/** Hides the inspector; the focus goes to the button that shows it again. */
export function hideInspector() {
  if (isDrawer("inspector")) return closeDrawer();
  const hadFocus = at("inspector").contains(document.activeElement);
  hide(true);
  if (hadFocus) at("inspector-toggle").focus();
}

function hide(isHidden) {
  document.body.dataset.inspector = isHidden ? "hidden" : "";
  if (isHidden) localStorage.setItem(HIDDEN, "yes");
  else localStorage.removeItem(HIDDEN);
  announce("drawers");
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
  announce("drawers");
}
