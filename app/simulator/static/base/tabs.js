/* A row of tabs, one of which is shown: arrows go along it, as in any program. */

import { element } from "./dom.js";
import { placeAfter } from "./walking.js";

let count = 0;

/**
 * Makes tabs.
 *
 * `entries` are `{ key, label, panel }`, `onPick(key)` is called when another one is picked.
 * Gives `{ row, pick(key), relabel(key, label), picked() }`; the panels are to be placed by the caller.
 */
export function tabs(label, entries, { onPick } = {}) {
  const prefix = `tabs-${++count}`;
  const buttons = new Map();
  let current = entries[0].key;
  const row = element("div", { role: "tablist", className: "tabs", "aria-label": label });
  for (const { key, label: text, panel } of entries) {
    const button = element("button", {
      type: "button", role: "tab", id: `${prefix}-${key}`, "aria-controls": `${prefix}-${key}-panel`,
      onclick: () => choose(key),
    }, text);
    Object.assign(panel, { id: `${prefix}-${key}-panel`, tabIndex: 0 });
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", button.id);
    buttons.set(key, { button, panel });
    row.append(button);
  }
  row.addEventListener("keydown", (event) => {
    const keys = [...buttons.keys()];
    const next = placeAfter(event.key, keys.indexOf(current), keys.length, { isAcross: true, isRound: true });
    if (next === undefined) return;
    event.preventDefault();
    choose(keys[next]);
    buttons.get(current).button.focus();
  });
  const pick = (key) => {
    current = key;
    for (const [name, { button, panel }] of buttons) {
      button.setAttribute("aria-selected", String(name === key));
      button.tabIndex = name === key ? 0 : -1;
      panel.hidden = name !== key;
    }
  };
  const choose = (key) => {
    pick(key);
    onPick?.(key);
  };
  pick(current);
  return { row, pick, picked: () => current, relabel: (key, text) => buttons.get(key).button.replaceChildren(text) };
}
