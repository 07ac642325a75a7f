/* Menus to choose from, in messages and in forms: a field to search with, a list, and what is chosen. */

import { element } from "../base/dom.js";
import { dots } from "../base/dots.js";
import { emojiView } from "../base/emoji.js";
import { entityEntries, entityEntry } from "../base/entities.js";
import { suggestions } from "../base/suggestions.js";

const STRING = 3;
const KINDS = { 5: "user", 6: "role", 7: "mentionable", 8: "channel" };
const PLACEHOLDERS = {
  user: "Choose a member", role: "Choose a role", mentionable: "Choose a member or role", channel: "Choose a channel",
};
let made = 0;

/** Tells whether a component is a menu. */
export function isSelect(component) {
  return component.type === STRING || component.type in KINDS;
}

/** Gives what is chosen in a menu before the user has touched it. */
export function initialValues(menu) {
  if (menu.type === STRING) return (menu.options ?? []).filter((option) => option.default).map((option) => String(option.value));
  return (menu.default_values ?? []).map((one) => String(one.id));
}

/** Gives how many must and can be chosen: `least` counts where anything is chosen at all, or `isOptional` is false. */
export function rangeOf(menu) {
  return { least: menu.min_values ?? 1, most: menu.max_values ?? 1 };
}

/** Says how many are to be chosen. */
export function countSentence({ least, most }) {
  if (least === most) return `Choose ${least}.`;
  return least > 0 ? `Choose ${least} to ${most}.` : `Choose up to ${most}.`;
}

/** One menu. Its `node` is to be shown, its `values` are what is chosen. */
export class Select {
  /**
   * @param menu the component
   * @param options `values`, chosen at first; `isOptional`, whether nothing can be chosen whatever `min_values` says;
   *   `onClose()`, called when the list was closed; `channel`, the id of where it stands; `label` for screen readers;
   *   `describedBy`, the id of a text about it
   */
  constructor(menu, options = {}) {
    this.menu = menu;
    this.options = options;
    this.kind = KINDS[menu.type];
    this.values = [...(options.values ?? initialValues(menu))];
    this.canBeEmpty = options.isOptional || rangeOf(menu).least === 0;
    this.isMultiple = rangeOf(menu).most > 1;
    this.isBusy = false;
    this.build();
    this.draw();
  }

  build() {
    const { menu, options } = this, id = `select-${++made}`;
    this.placeholder = menu.placeholder || (this.kind ? PLACEHOLDERS[this.kind] : "Make a selection");
    this.chosen = element("span", { id: `${id}-chosen`, className: "select-chosen" });
    this.input = element("input", {
      id, className: "select-input", type: "text", autocomplete: "off", spellcheck: false,
      "aria-label": options.label || this.placeholder,
      "aria-describedby": [this.chosen.id, options.describedBy].filter(Boolean).join(" "),
    });
    // A keyboard on the screen would cover a list that is short enough to be read.
    if (!this.kind && (menu.options ?? []).length <= 10) this.input.inputMode = "none";
    const empty = () => this.empty();
    this.clear = element("button", { type: "button", className: "select-clear", "aria-label": "Choose nothing", onclick: empty }, "✕");
    this.sign = element("span", { className: "select-sign", "aria-hidden": "true" });
    this.node = element("div", { className: "select" }, this.chosen, this.input, this.clear, this.sign);
    this.list = suggestions(this.input, {
      source: (query) => this.entries(query),
      onPick: (entry) => this.pick(entry.value),
      onClose: () => this.closed(),
      isPicked: (entry) => this.values.includes(entry.value),
      isSingle: !this.isMultiple,
      label: options.label || this.placeholder,
      anchor: this.node,
      stretch: true,
      empty: "Nothing to choose.",
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.node.addEventListener("mousedown", (event) => this.press(event));
  }

  entries(query) {
    const isFull = this.isMultiple && this.values.length >= rangeOf(this.menu).most;
    const found = this.kind
      ? entityEntries(this.kind, query, { channelTypes: this.menu.channel_types, channel: this.options.channel })
      : optionEntries(this.menu.options ?? [], query);
    return found.map((entry) => ({ ...entry, disabled: isFull && !this.values.includes(entry.value) }));
  }

  /* Gives true where the list stays open for more. */
  pick(value) {
    const has = this.values.includes(value);
    if (!this.isMultiple) this.values = has && this.canBeEmpty ? [] : [value];
    else this.values = has ? this.values.filter((one) => one !== value) : [...this.values, value];
    this.draw();
    return this.isMultiple;
  }

  empty() {
    if (this.isBusy) return;
    this.values = [];
    this.draw();
    this.input.focus();
    if (this.list.isOpen()) this.list.refresh();
    else this.options.onClose?.();
  }

  closed() {
    this.input.value = "";
    this.options.onClose?.();
  }

  open() {
    if (this.isBusy || this.menu.disabled) return;
    this.input.focus();
    // A field that was half out of sight is scrolled to first, since scrolling closes a list.
    requestAnimationFrame(() => this.node.isConnected && this.list.open());
  }

  key(event) {
    if (event.defaultPrevented || this.list.isOpen() || !["ArrowDown", "ArrowUp", "Enter", " "].includes(event.key)) return;
    event.preventDefault();
    this.open();
  }

  press(event) {
    if (event.button !== 0 || this.clear.contains(event.target)) return;
    if (event.target !== this.input) event.preventDefault();
    if (!this.list.isOpen()) this.open();
    else if (event.target !== this.input) this.list.close();
  }

  draw() {
    const { values, input } = this, isDisabled = Boolean(this.menu.disabled);
    this.chosen.replaceChildren(...values.map((value) => this.chosenView(value)));
    this.chosen.hidden = values.length === 0;
    input.placeholder = values.length ? "" : this.placeholder;
    input.disabled = isDisabled;
    input.readOnly = this.isBusy;
    input.setAttribute("aria-busy", String(this.isBusy));
    this.clear.hidden = !this.canBeEmpty || values.length === 0 || isDisabled;
    this.sign.replaceChildren(this.isBusy ? dots() : "▾");
    this.node.classList.toggle("multiple", this.isMultiple);
    this.node.classList.toggle("disabled", isDisabled);
  }

  chosenView(value) {
    const entry = this.kind ? entityEntry(this.kind, value) : optionEntry(this.menu, value);
    return element("span", { className: "select-value" }, entry.icon, element("span", {}, entry.label));
  }

  /** Shows whether what was chosen is on its way, so that nothing else can be chosen meanwhile. */
  setBusy(isBusy) {
    if (isBusy === this.isBusy) return;
    this.isBusy = isBusy;
    this.draw();
  }

  /** Closes its list without another word. */
  destroy() {
    this.options = {};
    this.list.destroy();
  }
}

function optionEntries(options, query) {
  const wanted = query.trim().toLowerCase();
  const fits = (option) => [option.label, option.description ?? ""].some((text) => text.toLowerCase().includes(wanted));
  return options.filter(fits).map(entryOf);
}

function optionEntry(menu, value) {
  const option = (menu.options ?? []).find((one) => String(one.value) === value);
  return option ? entryOf(option) : { value, label: value };
}

function entryOf(option) {
  const icon = option.emoji ? emojiView(option.emoji) : undefined;
  return { value: String(option.value), label: option.label, detail: option.description || undefined, icon };
}
