/* A menu: buttons in a popup, walked through by arrows and by first letters. */

import { element } from "./dom.js";
import { openPopup } from "./popup.js";
import { placeAfter } from "./walking.js";

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
  node.addEventListener("keydown", (event) => walk(node, event, () => close()));
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

function walk(menu, event, close) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const here = items.indexOf(document.activeElement);
  const next = placeAfter(event.key, here, items.length, { isRound: true });
  if (next !== undefined) {
    items[next].focus();
  } else if (event.key === "Tab") {
    close();
  } else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) {
    const begins = (item) => item.textContent.toLowerCase().startsWith(event.key.toLowerCase());
    [...items.slice(here + 1), ...items.slice(0, here + 1)].find(begins)?.focus();
  } else {
    return;
  }
  event.preventDefault();
}
