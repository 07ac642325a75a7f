/* One editor for each option of a command, fitting its type; each says what is wrong with what stands in it. */

import { localized } from "../base/commands.js";
import { element } from "../base/dom.js";
import { entityEntries } from "../base/entities.js";
import { fileSizeProblem } from "../base/file_sizes.js";
import { endingsOf, fileTypeProblem, fileTypeWords } from "../base/file_types.js";
import { lengthProblem } from "../base/lengths.js";
import { send } from "../base/server.js";
import { acting } from "../base/store.js";
import { suggestions } from "../base/suggestions.js";

const STRING = 3, INTEGER = 4, BOOLEAN = 5, USER = 6, CHANNEL = 7, ROLE = 8, MENTIONABLE = 9, NUMBER = 10, ATTACHMENT = 11;
const ENTITIES = { [USER]: "user", [CHANNEL]: "channel", [ROLE]: "role", [MENTIONABLE]: "mentionable" };
const WORDS = {
  [STRING]: "text", [INTEGER]: "integer", [BOOLEAN]: "true or false", [USER]: "user", [CHANNEL]: "channel",
  [ROLE]: "role", [MENTIONABLE]: "user or role", [NUMBER]: "number", [ATTACHMENT]: "file",
};
const LONGEST = 6000, NARROW = 4, WIDE = 36;
/* Discord's client waits this long after the last key before it asks for choices. */
const TYPING_PAUSE = 300;
let made = 0;

/**
 * Makes the editor of an option.
 *
 * It has `node` to show and `field` to focus; `isEmpty()`, `problem()` (a sentence, or ""), `value()`, `file()`;
 * `state()` and `restore(state)` to take it up again later; `takeText(text)` and `destroy()`.
 *
 * @param option the option as registered
 * @param context `complete(name, value)` asks the bot for choices; `onChange()` and `onDone()` are told of
 *   what was typed, and of what was picked; lists open over `anchor`
 */
export function optionEditor(option, context) {
  if (option.type === ATTACHMENT) return new FileEditor(option, context);
  const hasList = option.choices?.length || option.autocomplete || option.type === BOOLEAN || option.type in ENTITIES;
  if (hasList) return new ListEditor(option, context);
  return new TextEditor(option, context);
}

/** Says in words what an option takes: "integer, 1 to 20, required". */
export function optionTerms(option) {
  return [option.choices?.length ? "one of a list" : WORDS[option.type], limits(option), option.required ? "required" : "optional"]
    .filter(Boolean).join(", ");
}

/** Asks the bot for the choices of an option that completes itself; a failure is thrown with its reason. */
export async function completedChoices(path, focused, value, options) {
  const { user, channel, locale } = acting;
  const answer = await send("/playground/autocomplete", { user, channel, locale, name: path, focused, value, options });
  if (answer.failure) throw new Error(answer.failure);
  return (answer.choices ?? []).map(choiceEntry);
}

function limits(option) {
  const isText = option.type === STRING;
  const least = isText ? option.min_length : option.min_value, most = isText ? option.max_length : option.max_value;
  const unit = isText ? " characters" : "";
  if (option.file_types?.length) return fileTypeWords(option.file_types);
  if (least !== undefined && most !== undefined) return `${least} to ${most}${unit}`;
  if (least !== undefined) return `at least ${least}${unit}`;
  return most === undefined ? "" : `at most ${most}${unit}`;
}

function choiceEntry(choice) {
  return { value: choice.value, label: String(localized(choice)), detail: "" };
}

/* What is typed as it is: text and numbers. */
class TextEditor {
  constructor(option, context) {
    this.option = option;
    this.context = context;
    const isNumber = option.type === INTEGER || option.type === NUMBER;
    this.field = element("input", {
      id: `option-${++made}`, type: "text", autocomplete: "off", spellcheck: false, className: "chip-field",
      inputMode: isNumber ? (option.type === INTEGER && !(option.min_value < 0) ? "numeric" : "decimal") : "text",
    });
    this.node = this.field;
    this.fit();
    this.field.addEventListener("input", () => this.changed());
  }

  changed() {
    this.fit();
    this.context.onChange();
  }

  fit() {
    this.field.size = Math.max(NARROW, Math.min(this.field.value.length + 1, WIDE));
  }

  isEmpty() {
    return this.field.value === "";
  }

  problem() {
    return this.isEmpty() ? missing(this.option) : scalarProblem(this.option, this.value());
  }

  value() {
    return this.isEmpty() ? null : typedValue(this.option, this.field.value);
  }

  file() {
    return null;
  }

  takeText(text) {
    this.field.value = text;
    this.fit();
  }

  state() {
    return { text: this.field.value };
  }

  restore(state) {
    this.takeText(state.text ?? "");
  }

  destroy() {}
}

/* What is picked from a list: choices, people and places, and what the bot suggests. */
class ListEditor extends TextEditor {
  constructor(option, context) {
    super(option, context);
    this.picked = null;
    this.list = suggestions(this.field, {
      source: (query) => this.entries(query),
      onPick: (entry) => this.pick(entry),
      label: `Values of ${localized(option)}`,
      debounce: option.autocomplete ? TYPING_PAUSE : 0,
      anchor: context.anchor,
      side: "above",
      stretch: true,
      tabPicks: true,
      picksFirst: (query) => this.picked?.label !== query,
      opensOnFocus: true,
      empty: "No options match your search.",
    });
  }

  entries(query) {
    const { option } = this;
    // What was picked already is no search: the whole list is offered again.
    const wanted = this.picked?.label === query ? "" : query;
    if (option.autocomplete && option.type === STRING) return this.context.complete(option.name, query);
    // Discord's client asks with no text where a number is expected.
    if (option.autocomplete) return typeof typedValue(option, wanted || "0") === "number" ? this.context.complete(option.name, wanted) : [];
    if (option.type in ENTITIES) return entityEntries(ENTITIES[option.type], wanted, { channelTypes: option.channel_types });
    return this.known().filter((entry) => entry.label.toLowerCase().includes(wanted.trim().toLowerCase()));
  }

  known() {
    const { option } = this;
    if (option.choices?.length) return option.choices.map(choiceEntry);
    return [{ value: true, label: "True" }, { value: false, label: "False" }];
  }

  pick(entry) {
    this.picked = entry;
    this.takeText(entry.label);
    this.context.onChange();
    this.context.onDone();
  }

  problem() {
    if (this.isEmpty()) return missing(this.option);
    // What was picked is the bot's own value; Discord checks no more than its type.
    if (this.entry()) return "";
    if (this.option.autocomplete) return super.problem();
    return `Pick ${this.option.type in ENTITIES ? `a ${WORDS[this.option.type]}` : "one"} of the list.`;
  }

  /* What is picked, or written out in full. */
  entry() {
    const text = this.field.value;
    if (this.picked?.label === text) return this.picked;
    if (this.option.autocomplete) return null;
    const wanted = text.trim().toLowerCase();
    const found = this.option.type in ENTITIES ? this.entries(text) : this.known();
    return found.find((one) => !one.disabled && (one.label.toLowerCase() === wanted || String(one.value) === wanted)) ?? null;
  }

  value() {
    if (this.isEmpty()) return null;
    const entry = this.entry();
    if (entry) return entry.value;
    return this.option.autocomplete ? super.value() : null;
  }

  state() {
    return { text: this.field.value, picked: this.picked && { value: this.picked.value, label: this.picked.label } };
  }

  restore(state) {
    super.restore(state);
    this.picked = state.picked ?? null;
  }

  destroy() {
    this.list.destroy();
  }
}

/* A file of the user's machine: chosen, dropped or pasted. */
class FileEditor {
  constructor(option, context) {
    this.option = option;
    this.context = context;
    this.chosen = null;
    const accept = endingsOf(option.file_types).join(",");
    this.chooser = element("input", { type: "file", accept, className: "visually-hidden", tabIndex: -1, "aria-hidden": "true" });
    this.field = element("button", { id: `option-${++made}`, type: "button", className: "chip-file" }, "Choose a file…");
    this.node = element("span", { className: "chip-file-box" }, this.field, this.chooser);
    this.field.addEventListener("click", () => this.chooser.click());
    this.chooser.addEventListener("change", () => this.take(this.chooser.files[0]));
  }

  take(file) {
    if (!file) return;
    this.restore({ file });
    this.context.onChange();
    this.context.onDone();
  }

  isEmpty() {
    return this.chosen === null;
  }

  problem() {
    if (this.isEmpty()) return missing(this.option);
    return fileTypeProblem([this.chosen], this.option.file_types) || fileSizeProblem([this.chosen]);
  }

  value() {
    return null;
  }

  file() {
    return this.chosen;
  }

  clear() {
    this.chooser.value = "";
    this.restore({ file: null });
    this.context.onChange();
  }

  takeText() {}

  state() {
    return { file: this.chosen };
  }

  restore({ file }) {
    this.chosen = file ?? null;
    this.field.textContent = this.chosen?.name ?? "Choose a file…";
  }

  destroy() {}
}

function missing(option) {
  return option.required ? "This option is required." : "";
}

/* What stands in a field of numbers and is none stays text, for the problem to say so. */
function typedValue(option, text) {
  const number = Number(text.trim().replace(",", "."));
  return option.type === STRING || Number.isNaN(number) || text.trim() === "" ? text : number;
}

function scalarProblem(option, value) {
  if (option.type === STRING) return lengthProblem(value, option.min_length ?? 0, option.max_length ?? LONGEST);
  if (option.type === INTEGER && !Number.isInteger(value)) return "A whole number is expected.";
  if (!Number.isFinite(value)) return "A number is expected.";
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return "This number is too large for Discord.";
  if (option.min_value !== undefined && value < option.min_value) return `At least ${option.min_value} is expected.`;
  if (option.max_value !== undefined && value > option.max_value) return `At most ${option.max_value} is expected.`;
  return "";
}
