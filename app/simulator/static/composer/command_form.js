/* A command that is being filled in: its name, a chip for each option, and a field that adds the optional ones. */

import { localized } from "../base/commands.js";
import { element } from "../base/dom.js";
import { suggestions } from "../base/suggestions.js";
import { completedChoices, optionEditor, optionTerms } from "./option_editors.js";

const ATTACHMENT = 11;

/**
 * Fills in a command.
 *
 * `node` is what stands in the composer's line, `hint` says what the option in hand is for. `onSend(values, files)`
 * is called when all is right, `onLeave(text)` when the user gives it up, `onProblem(text)` when something is missing.
 * The lists of its options open over `anchor`.
 */
export class CommandForm {
  constructor(command, { anchor, onSend, onLeave, onProblem }) {
    Object.assign(this, { command, anchor, onSend, onLeave, onProblem, chips: [] });
    this.options = [...command.options].sort((a, b) => Number(Boolean(b.required)) - Number(Boolean(a.required)));
    this.hint = element("p", { className: "command-hint", id: "command-hint" });
    this.row = element("span", { className: "chips" });
    this.rest = element("input", { type: "text", className: "command-rest", autocomplete: "off", spellcheck: false });
    this.node = element("div", { className: "command-form", role: "group", "aria-label": `Command /${command.name}` },
      element("span", { className: "command-name" }, `/${command.name}`), this.row, this.rest);
    this.list = suggestions(this.rest, {
      source: (query) => this.remaining(query),
      onPick: ({ value }) => this.add(value),
      label: "Options that can be added",
      anchor,
      side: "above",
      stretch: true,
      tabPicks: true,
      opensOnFocus: true,
      isWanted: () => this.left().length > 0,
      picksFirst: (query) => query.trim() !== "",
      empty: "No option is called that.",
    });
    for (const option of this.options.filter((one) => one.required)) this.addChip(option);
    this.listen();
    this.explain(null);
    this.countRest();
  }

  /** Puts the focus where the user goes on: to the first option that needs something, or behind the last. */
  focus() {
    (this.chips.find(({ editor }) => editor.problem())?.editor.field ?? this.rest).focus();
  }

  /** Asks anew for the choices that are shown. */
  askAgain() {
    for (const { editor } of this.chips) if (editor.list?.isOpen()) editor.list.refresh();
  }

  /** Gives what was filled in, to take it up again later. */
  state() {
    return this.chips.map(({ editor }) => ({ name: editor.option.name, ...editor.state() }));
  }

  /** Fills in what was there before, as far as the command still has it. */
  restore(states) {
    for (const state of states) {
      const option = this.options.find((one) => one.name === state.name);
      if (option) (this.chipOf(option) ?? this.addChip(option)).editor.restore(state);
    }
    this.countRest();
  }

  /** Fills in what was written behind the command's name: `dice:3 sides:20`, or the first option as it is. */
  takeText(text) {
    const names = this.options.flatMap((option) => [option.name, localized(option)]);
    const parts = text.split(/(?:^|\s+)([^\s:]+):\s*/u);
    const isNamed = parts.length > 1 && parts[0] === "" && parts.every((part, index) => index % 2 === 0 || names.includes(part));
    if (isNamed) {
      for (let index = 1; index < parts.length; index += 2) this.give(parts[index], parts[index + 1]);
    } else if (text.trim() && this.options.length) {
      this.give(this.options[0].name, text.trim());
    }
    this.countRest();
  }

  /** Puts a file into the first option that takes one; tells whether there is any. */
  takeFile(file) {
    const wanted = this.options.filter((option) => option.type === ATTACHMENT);
    const option = wanted.find((one) => this.chipOf(one)?.editor.isEmpty() ?? true);
    if (!option) return false;
    (this.chipOf(option) ?? this.addChip(option)).editor.take(file);
    this.countRest();
    return true;
  }

  /** Sends the command, or shows what is wrong with it. */
  submit() {
    const stray = this.rest.value.trim();
    if (stray) {
      this.rest.select();
      const names = this.left().map((option) => localized(option)).join(", ");
      return this.onProblem(`“${stray}” is the name of no option${names ? `; there are: ${names}` : ""}.`);
    }
    for (const chip of this.chips) this.check(chip);
    const bad = this.chips.find(({ editor }) => editor.problem());
    if (bad) {
      bad.editor.field.focus();
      bad.editor.field.select?.();
      // The option in hand says it itself.
      return this.onProblem("");
    }
    const files = this.chips.filter(({ editor }) => editor.file()).map(({ editor }) => [editor.option.name, editor.file()]);
    return this.onSend(this.values(), files);
  }

  destroy() {
    this.list.destroy();
    for (const { editor } of this.chips) editor.destroy();
  }

  values() {
    const given = this.chips.filter(({ editor }) => editor.value() !== null);
    return Object.fromEntries(given.map(({ editor }) => [editor.option.name, editor.value()]));
  }

  give(name, text) {
    const option = this.options.find((one) => one.name === name || localized(one) === name);
    (this.chipOf(option) ?? this.addChip(option)).editor.takeText(text);
  }

  chipOf(option) {
    return this.chips.find(({ editor }) => editor.option === option);
  }

  left() {
    return this.options.filter((option) => !this.chipOf(option));
  }

  remaining(query) {
    const wanted = query.trim().toLowerCase();
    return this.left()
      .filter((option) => `${option.name} ${localized(option)}`.toLowerCase().includes(wanted))
      .map((option) => ({ value: option.name, label: localized(option), detail: localized(option, "description"), group: "Optional" }));
  }

  add(name) {
    this.rest.value = "";
    this.list.close();
    this.addChip(this.options.find((option) => option.name === name)).editor.field.focus();
    this.countRest();
  }

  addChip(option) {
    const chip = {};
    const context = {
      anchor: this.anchor,
      complete: (name, value) => completedChoices(this.command.path, name, value, this.others(name)),
      onChange: () => this.changed(chip),
      onDone: () => this.goOn(chip),
    };
    const editor = optionEditor(option, context);
    const { field } = editor;
    const error = element("span", { className: "chip-error", id: `${field.id}-error`, role: "alert" });
    const star = option.required && element("span", { className: "chip-star", "aria-hidden": "true" }, "*");
    const label = element("label", { htmlFor: field.id, className: "chip-name" }, localized(option), star);
    const remove = option.required ? null : element("button", {
      type: "button", tabIndex: -1, className: "chip-remove", "aria-label": `Remove ${localized(option)}`, onclick: () => this.remove(chip),
    }, "×");
    field.setAttribute("aria-label", `${localized(option)}, ${optionTerms(option)}`);
    field.setAttribute("aria-describedby", `${error.id} ${this.hint.id}`);
    if (option.required) field.setAttribute("aria-required", "true");
    field.addEventListener("focus", () => this.explain(option));
    field.addEventListener("blur", () => editor.isEmpty() || this.check(chip));
    chip.node = element("span", { className: "chip" }, label, editor.node, remove, error);
    Object.assign(chip, { editor, error });
    this.chips.push(chip);
    this.row.append(chip.node);
    return chip;
  }

  /* What is filled in besides the option in hand; a half-typed number would be refused, so it stays out. */
  others(name) {
    const right = this.chips.filter(({ editor }) => editor.option.name !== name && editor.value() !== null && !editor.problem());
    return Object.fromEntries(right.map(({ editor }) => [editor.option.name, editor.value()]));
  }

  changed(chip) {
    if (chip.editor.field.value?.endsWith(":")) this.nameTypedIn(chip);
    if (chip.node.classList.contains("bad") || chip.editor.option.max_length || isNumeric(chip.editor.option)) this.check(chip, true);
    this.onProblem("");
  }

  check({ editor, node, error }, isTyping = false) {
    const problem = isTyping && editor.isEmpty() ? "" : editor.problem();
    node.classList.toggle("bad", problem !== "");
    editor.field.setAttribute("aria-invalid", String(problem !== ""));
    // An alert is read out whenever it is written, so it is not written twice.
    if (error.textContent !== problem) error.textContent = problem;
  }

  goOn(chip) {
    this.check(chip);
    const next = this.chips.slice(this.chips.indexOf(chip) + 1).find(({ editor }) => editor.isEmpty());
    (next?.editor.field ?? this.rest).focus();
  }

  remove(chip) {
    const before = this.chips[this.chips.indexOf(chip) - 1];
    this.chips.splice(this.chips.indexOf(chip), 1);
    chip.editor.destroy();
    (before?.editor.field ?? this.rest).focus();
    chip.node.remove();
    this.countRest();
  }

  countRest() {
    const count = this.left().length;
    this.rest.placeholder = count ? `+${count} optional` : "";
    this.rest.size = Math.max(this.rest.placeholder.length, 2);
    this.rest.setAttribute("aria-label", count ? `Add an option, ${count} optional left; Enter sends` : "No more options; Enter sends");
    this.rest.readOnly = count === 0;
  }

  explain(option) {
    const name = option ? localized(option) : `/${this.command.name}`;
    const description = option ? localized(option, "description") : this.command.description;
    this.hint.replaceChildren(element("strong", {}, name), ` ${description} `, option ? element("span", {}, optionTerms(option)) : "");
  }

  listen() {
    this.rest.addEventListener("focus", () => this.explain(null));
    this.rest.addEventListener("input", () => this.nameTyped());
    this.node.addEventListener("keydown", (event) => this.key(event));
    this.node.addEventListener("click", (event) => event.target === this.node && this.rest.focus());
  }

  /* `sides:` adds the option of that name. */
  nameTyped() {
    const text = this.rest.value.trim();
    const option = text.endsWith(":") && named(this.left(), text.slice(0, -1));
    if (option) this.add(option.name);
  }

  /* So it does in another option, alone or behind the value: `3 sides:`. */
  nameTypedIn({ editor }) {
    const [, value = "", name] = editor.field.value.match(/^(?:(.*)\s)?(\S+):$/) ?? [];
    const free = (option) => (option === editor.option ? value === "" : this.chipOf(option)?.editor.isEmpty() ?? true);
    const option = name && named(this.options.filter(free), name);
    if (!option) return;
    editor.takeText(value);
    if (this.chipOf(option)) this.chipOf(option).editor.field.focus();
    else this.add(option.name);
  }

  key(event) {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape") this.take(event, () => this.onLeave(""));
    else if (event.key === "Backspace") this.backspace(event);
    else if (event.key === "Enter" && event.target.tagName === "INPUT") this.take(event, () => this.submit());
  }

  backspace(event) {
    const chip = this.chips.find(({ editor }) => editor.field === event.target);
    if (event.target !== this.rest && !chip) return;
    if (chip?.editor.clear && !chip.editor.isEmpty()) return this.take(event, () => chip.editor.clear());
    if (chip ? !chip.editor.isEmpty() : this.rest.value) return;
    const before = chip ? this.chips[this.chips.indexOf(chip) - 1] : this.chips.at(-1);
    this.take(event, () => {
      if (chip && !chip.editor.option.required) this.remove(chip);
      else if (before) before.editor.field.focus();
      else this.onLeave(`/${this.command.name}`);
    });
  }

  take(event, action) {
    event.preventDefault();
    action();
  }
}

function named(options, name) {
  return options.find((option) => [option.name, localized(option)].some((one) => one.toLowerCase() === name.toLowerCase()));
}

function isNumeric(option) {
  return option.min_value !== undefined || option.max_value !== undefined;
}
