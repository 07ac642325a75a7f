/* A list of suggestions under (or over) a field, as a combobox: typed into, or walked through by keys. */

import { element } from "./dom.js";
import { openPopup } from "./popup.js";

const PAGE = 8;
/* So many questions may be under way: the newest, and one that it has overtaken. */
const MOST_ASKED = 2;
let made = 0;

/**
 * Gives a field its suggestions.
 *
 * An entry is `{ value, label, detail, icon, disabled, group }`: what is picked, what is shown, a quiet word
 * beside it, a node before it, whether it can be picked, and the heading under which it stands.
 *
 * @param input the field
 * @param options
 *   `source(query)` gives the entries, or a promise of them; what it throws is shown;
 *   `onPick(entry)` is called for the picked one; where it gives true the list stays open;
 *   `label` names the list for screen readers;
 *   `debounce` is how many milliseconds after the last key a source is asked (0 asks at once);
 *   `anchor`, `side` and `stretch` as in `openPopup`, for the field unless told;
 *   `isPicked(entry)` marks those that are picked already, where several can be, or with `isSingle` one;
 *   `empty` says that nothing fits, itself or as a function of the query; "" closes the list then;
 *   `tabPicks` makes Tab pick like Enter, once something was typed or chosen;
 *   `picksFirst(query)` tells whether the first is chosen before an arrow is pressed;
 *   `opensOnFocus` opens it as soon as the field is entered; `isWanted(query)` tells which texts want suggestions;
 *   `keepsRole` is for a field that mostly is no combobox; `onClose()` is called whenever the list was closed
 * @returns `open`, `close`, `refresh` (asks anew), `destroy` and `isOpen`
 */
export function suggestions(input, options) {
  const list = new List(input, options);
  return {
    open: () => list.open(),
    close: () => list.close(),
    refresh: () => list.ask(0),
    destroy: () => list.destroy(),
    isOpen: () => list.isOpen,
  };
}

class List {
  constructor(input, options) {
    this.input = input;
    this.options = { debounce: 0, picksFirst: () => true, empty: "Nothing fits.", isWanted: () => true, ...options };
    this.id = `suggestions-${++made}`;
    this.box = element("ul", { id: this.id, role: "listbox", "aria-label": this.options.label, className: "suggestions" });
    if (this.options.isPicked && !this.options.isSingle) this.box.setAttribute("aria-multiselectable", "true");
    this.status = element("p", { role: "status", className: "suggestions-status", hidden: true });
    this.node = element("div", { className: "suggestions-popup" }, this.box, this.status);
    this.node.addEventListener("mousedown", (event) => event.preventDefault());
    this.entries = [];
    this.chosen = -1;
    this.isTouched = false;
    this.asked = 0;
    this.underway = 0;
    this.isOutdated = false;
    this.timer = 0;
    this.closePopup = null;
    this.listening = new AbortController();
    this.prepare();
  }

  get isOpen() {
    return this.closePopup !== null;
  }

  prepare() {
    const { input } = this, signal = this.listening.signal;
    const attributes = { "aria-autocomplete": "list", "aria-haspopup": "listbox" };
    if (!this.options.keepsRole) Object.assign(attributes, { role: "combobox", "aria-expanded": "false" });
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.autocomplete = "off";
    input.addEventListener("input", () => this.typed(), { signal });
    input.addEventListener("keydown", (event) => this.key(event), { signal });
    input.addEventListener("blur", () => this.left(), { signal });
    if (this.options.opensOnFocus) {
      // Whoever types at once is not asked about the empty field first.
      input.addEventListener("focus", () => this.open(this.options.debounce), { signal });
      input.addEventListener("click", () => this.open(this.options.debounce), { signal });
    }
  }

  open(pause = 0) {
    if (this.isOpen) return;
    const { anchor, side, stretch } = this.options;
    const onClose = () => this.closed();
    this.closePopup = openPopup(anchor ?? this.input, this.node, { side, stretch, focus: false, onClose });
    if (!this.options.keepsRole) this.input.setAttribute("aria-expanded", "true");
    this.input.setAttribute("aria-controls", this.id);
    this.say(pause > 0 ? "Loading options…" : "");
    this.ask(pause);
  }

  left() {
    this.isTouched = false;
    this.close();
  }

  close() {
    this.closePopup?.();
  }

  closed() {
    clearTimeout(this.timer);
    this.closePopup = null;
    if (!this.options.keepsRole) this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.options.onClose?.();
  }

  destroy() {
    this.close();
    this.listening.abort();
    for (const name of ["role", "aria-autocomplete", "aria-expanded", "aria-haspopup", "aria-controls"]) this.input.removeAttribute(name);
  }

  typed() {
    // What was typed may have moved the focus on.
    if (document.activeElement !== this.input) return;
    this.isTouched = true;
    if (!this.options.isWanted(this.text())) this.close();
    else if (this.isOpen) this.ask(this.options.debounce);
    else this.open(this.options.debounce);
  }

  text() {
    return this.input.value;
  }

  ask(pause) {
    clearTimeout(this.timer);
    this.isOutdated = false;
    if (pause > 0) this.timer = setTimeout(() => this.load(), pause);
    else this.load();
  }

  /* A newer question overtakes an older one, whose answer then is outdated; a third waits until one is answered. */
  async load() {
    if (!this.isOpen) return;
    if (this.underway >= MOST_ASKED) {
      this.isOutdated = true;
      return;
    }
    const query = this.text(), mine = ++this.asked;
    const isNewest = () => mine === this.asked && !this.isOutdated;
    try {
      const found = this.options.source(query);
      const entries = found instanceof Promise ? await this.waitFor(found) : found;
      if (isNewest() && this.text() === query) this.show(entries);
    } catch (error) {
      if (isNewest()) this.fail(error);
    }
    if (this.isOutdated) this.ask(0);
  }

  async waitFor(promise) {
    this.underway += 1;
    this.say("Loading options…");
    try {
      return await promise;
    } finally {
      this.underway -= 1;
    }
  }

  show(entries) {
    if (!this.isOpen) return;
    const before = this.entries[this.chosen]?.value;
    this.entries = entries;
    this.draw();
    const { empty } = this.options, says = typeof empty === "function" ? empty(this.text()) : empty;
    this.say(entries.length ? "" : says);
    if (!entries.length && !says) return this.close();
    const same = entries.findIndex((entry) => entry.value === before && !entry.disabled);
    const first = this.options.picksFirst(this.text()) ? entries.findIndex((entry) => !entry.disabled) : -1;
    this.choose(this.options.isPicked && same >= 0 ? same : first);
  }

  fail(error) {
    this.entries = [];
    this.draw();
    this.choose(-1);
    this.say("Loading options failed", error.message);
  }

  say(text, why = "") {
    this.status.hidden = !text;
    this.status.classList.toggle("failed", why !== "");
    this.status.replaceChildren(text, why && element("span", {}, why));
  }

  draw() {
    let group = null, into = this.box;
    this.box.replaceChildren();
    this.entries.forEach((entry, index) => {
      if ((entry.group ?? null) !== group) {
        group = entry.group ?? null;
        into = group === null ? this.box : this.groupNamed(group, index);
      }
      into.append(this.row(entry, index));
    });
  }

  groupNamed(name, index) {
    const heading = element("li", { id: `${this.id}-group-${index}`, role: "presentation", className: "suggestions-group" }, name);
    const group = element("ul", { role: "group", "aria-labelledby": heading.id }, heading);
    this.box.append(element("li", { role: "presentation" }, group));
    return group;
  }

  row(entry, index) {
    const { isPicked } = this.options;
    const picked = isPicked?.(entry) ?? false;
    const row = element("li", { id: `${this.id}-${index}`, role: "option", className: "suggestion", "aria-selected": String(picked) },
      entry.icon,
      element("span", { className: "suggestion-label" }, entry.label),
      entry.detail && element("span", { className: "suggestion-detail" }, entry.detail),
      isPicked && element("span", { className: "suggestion-tick", "aria-hidden": "true" }, picked ? "✓" : ""));
    if (entry.disabled) row.setAttribute("aria-disabled", "true");
    row.addEventListener("click", () => this.pick(index));
    row.addEventListener("pointermove", () => this.chosen !== index && !entry.disabled && this.choose(index, false));
    return row;
  }

  choose(index, scrolls = true) {
    document.getElementById(`${this.id}-${this.chosen}`)?.classList.remove("chosen");
    this.chosen = index;
    const row = document.getElementById(`${this.id}-${index}`);
    if (!this.options.isPicked) {
      for (const one of this.box.querySelectorAll("[role=option]")) one.setAttribute("aria-selected", String(one === row));
    }
    if (!row) return this.input.removeAttribute("aria-activedescendant");
    row.classList.add("chosen");
    if (scrolls) row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }

  pick(index) {
    const entry = this.entries[index];
    if (!entry || entry.disabled) return false;
    if (this.options.onPick(entry) === true) this.ask(0);
    else this.close();
    return true;
  }

  key(event) {
    if (event.defaultPrevented || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const isUsed = this.isOpen ? this.walk(event) : event.key === "ArrowDown" && this.options.opensOnFocus && (this.open(), true);
    if (isUsed) event.preventDefault();
  }

  walk(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };
    if (event.key in steps && !event.shiftKey) return this.move(steps[event.key]);
    if (event.key === "Escape") return this.close(), true;
    if (event.key === "Enter" && !event.shiftKey) return this.pick(this.chosen);
    // Whoever only passes by with Tab changes nothing.
    if (event.key === "Tab" && !event.shiftKey && this.options.tabPicks && this.isTouched) return this.pick(this.chosen);
    return false;
  }

  /* One step goes round at the ends; a page stops there. */
  move(step) {
    this.isTouched = true;
    const usable = this.entries.flatMap((entry, index) => (entry.disabled ? [] : [index]));
    if (!usable.length) return false;
    const here = usable.indexOf(this.chosen), last = usable.length - 1;
    let next = here < 0 ? (step > 0 ? 0 : last) : here + step;
    if (Math.abs(step) === 1) next = (next + usable.length) % usable.length;
    this.choose(usable[Math.max(0, Math.min(next, last))]);
    return true;
  }
}
