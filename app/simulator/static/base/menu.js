/* A menu: buttons in a popup, walked through by arrows and by first letters. */

import { element } from "./dom.js";
import { openPopup } from "./popup.js";
import { placeAfter } from "./walking.js";

/* Letters that come faster than this after one another are the beginning of one word. */
const ONE_WORD = 700;

/**
 * Opens a menu.
 *
 * An item is `{ label, detail, onPick, disabled, group, isFirst }`; items of one group stand together under
 * its heading, and the focus begins at the top, or at the one that `isFirst`. The menu closes before `onPick` is
 * called, and the focus is back where it was.
 *
 * @param anchor an element, or a point `{ x, y }`
 * @param items what can be picked
 * @param options `label` for screen readers, `side` as in `openPopup`
 */
export function openMenu(anchor, items, { label, side }) {
  const node = element("div", { className: "menu" });
  let close = () => {};
  let group = null, into = node;
  for (const item of items) {
    if ((item.group ?? null) !== group) {
      group = item.group ?? null;
      into = group === null ? node : groupNamed(node, group);
    }
    into.append(button(item, () => {
      close();
      item.onPick();
    }));
  }
  const typed = { text: "", at: 0 };
  node.addEventListener("keydown", (event) => walk(node, event, typed, () => close()));
  close = openPopup(anchor, node, { label, side, role: "menu" });
  const first = items.findIndex((item) => item.isFirst);
  if (first >= 0) node.querySelectorAll("[role=menuitem]")[first].focus();
}

function groupNamed(menu, name) {
  const group = element("div", { role: "group", "aria-label": name, className: "menu-group" },
    element("span", { className: "menu-heading", "aria-hidden": "true" }, name));
  menu.append(group);
  return group;
}

/* One that cannot be picked keeps the focus, so that its reason can be read by everybody. */
function button({ label, detail, disabled }, onPick) {
  const made = element("button", { type: "button", role: "menuitem", tabIndex: -1, className: "menu-item" },
    element("span", {}, label), detail ? element("span", { className: "menu-detail" }, detail) : null);
  if (disabled) made.setAttribute("aria-disabled", "true");
  else made.addEventListener("click", onPick);
  return made;
}

function walk(menu, event, typed, close) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const here = items.indexOf(document.activeElement);
  const next = placeAfter(event.key, here, items.length, { isRound: true });
  if (next !== undefined) {
    items[next].focus();
  } else if (event.key === "Tab") {
    close();
  } else if (isLetter(event, typed)) {
    named(items, here, type(typed, event))?.focus();
  } else {
    return;
  }
  event.preventDefault();
}

/* Space is part of a word that was begun, and else presses what has the focus. */
function isLetter({ key, timeStamp, ctrlKey, metaKey }, { text, at }) {
  if (key.length !== 1 || ctrlKey || metaKey) return false;
  return key !== " " || (text !== "" && timeStamp - at < ONE_WORD);
}

function type(typed, { key, timeStamp }) {
  typed.text = (timeStamp - typed.at < ONE_WORD ? typed.text : "") + key.toLowerCase();
  typed.at = timeStamp;
  return typed.text;
}

/* The same letter again and again goes through all that begin with it; a word stays where it fits. */
function named(items, here, text) {
  const isOneLetter = [...text].every((letter) => letter === text[0]);
  const begins = (item, wanted) => item.textContent.toLowerCase().startsWith(wanted);
  const inOrder = (start) => [...items.slice(start), ...items.slice(0, start)];
  return inOrder(Math.max(here, 0)).find((item) => text.length > 1 && begins(item, text))
    ?? inOrder(here + 1).find((item) => isOneLetter && begins(item, text[0]));
}
