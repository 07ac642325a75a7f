/*
 * The fields of a form: one view for each component that a form can ask with.
 *
 * A view has `customId`, `node`, `value()` (undefined for files), `files()`, `problem()` (a sentence, or "" when it
 * can be sent), `show(problem)` and `focus()`.
 */

import { element } from "../base/dom.js";
import { lengthOf, lengthProblem } from "../base/lengths.js";
import { Select, countSentence, isSelect, rangeOf } from "./selects.js";
import { uploadView } from "./uploads.js";

const TEXT_INPUT = 4, FILE_UPLOAD = 19, RADIO_GROUP = 21, CHECKBOX_GROUP = 22, CHECKBOX = 23;
const PARAGRAPH = 2, TEXT_LIMIT = 4000;
const NEEDED = "This must be filled in.";
let made = 0;

/**
 * Makes a field.
 *
 * @param component what is asked with: a text input, a menu, a group, a box, files
 * @param about `label` and `description` to show, `channel` the id of where the form was opened
 * @returns the view, or null for a component that no form can have
 */
export function fieldView(component, about) {
  const field = new Frame(component, about);
  if (isSelect(component)) return selectField(field);
  switch (component.type) {
    case TEXT_INPUT: return textField(field);
    case FILE_UPLOAD: return fileField(field);
    case RADIO_GROUP: return optionsField(field, "radio");
    case CHECKBOX_GROUP: return optionsField(field, "checkbox");
    case CHECKBOX: return boxField(field);
    default: return null;
  }
}

/* What is the same around every field: its label, its description, the place for what is wrong. */
class Frame {
  constructor(component, { label, description, channel }) {
    this.component = component;
    this.channel = channel;
    this.id = `field-${++made}`;
    this.label = label || component.custom_id;
    this.isRequired = component.type !== CHECKBOX && component.required !== false;
    this.hint = description ? element("p", { id: `${this.id}-hint`, className: "form-hint" }, description) : null;
    this.error = element("p", { id: `${this.id}-error`, className: "form-error", role: "alert" });
    this.describedBy = [this.hint?.id, this.error.id].filter(Boolean).join(" ");
  }

  get labelParts() {
    if (!this.isRequired) return [this.label];
    const said = element("span", { className: "visually-hidden" }, " (required)");
    return [this.label, element("span", { className: "form-mark", "aria-hidden": "true" }, " *"), said];
  }

  /* A field of one control, with a label that leads to it. */
  single(control, target, extra = null) {
    const label = element("label", { className: "form-label", htmlFor: target.id }, ...this.labelParts);
    return element("div", { className: "form-field" }, label, this.hint, control, extra, this.error);
  }

  /* A field of several controls. */
  group(...controls) {
    const legend = element("legend", { className: "form-label" }, ...this.labelParts);
    const properties = { className: "form-field", "aria-describedby": this.describedBy };
    return element("fieldset", properties, legend, this.hint, ...controls, this.error);
  }

  /* Makes the view of what reads and checks the field. */
  view(node, targets, { value, files = () => [], problem = () => "" }) {
    const show = (text) => {
      this.error.textContent = text;
      node.classList.toggle("invalid", text !== "");
      for (const target of targets) {
        if (text) target.setAttribute("aria-invalid", "true");
        else target.removeAttribute("aria-invalid");
      }
    };
    const focus = () => (targets.find((target) => target.checked) ?? targets[0]).focus();
    for (const event of ["input", "change"]) node.addEventListener(event, () => this.error.textContent && show(problem()));
    return { customId: this.component.custom_id, node, value, files, problem, show, focus };
  }
}

function textField(field) {
  const { component } = field, isLong = component.style === PARAGRAPH;
  const most = component.max_length ?? TEXT_LIMIT, least = component.min_length ?? 0;
  const counter = element("span", { id: `${field.id}-count`, className: "form-count" });
  const input = element(isLong ? "textarea" : "input", {
    id: field.id, className: "form-input", value: component.value ?? "", placeholder: component.placeholder ?? "",
    "aria-required": String(field.isRequired), "aria-describedby": `${field.describedBy} ${counter.id}`,
  });
  if (isLong) input.rows = 4;
  else input.type = "text";
  const count = () => {
    const length = lengthOf(input.value);
    counter.textContent = `${length}/${most}${least && length < least ? `, at least ${least}` : ""}`;
    counter.classList.toggle("over", length > most);
  };
  input.addEventListener("input", count);
  count();
  counter.hidden = component.max_length === undefined && !least;
  const problem = () => {
    if (!input.value) return field.isRequired ? NEEDED : "";
    return lengthProblem(input.value, least, most);
  };
  return field.view(field.single(input, input, counter), [input], { value: () => input.value, problem });
}

function selectField(field) {
  const { component } = field;
  let view = null;
  const select = new Select(component, {
    isOptional: !field.isRequired, channel: field.channel, label: field.label, describedBy: field.describedBy,
    onClose: () => field.error.textContent && view.show(view.problem()),
  });
  select.input.setAttribute("aria-required", String(field.isRequired));
  const problem = () => countProblem(field, select.values.length, rangeOf(component));
  view = field.view(field.single(select.node, select.input), [select.input], { value: () => select.values, problem });
  return view;
}

function optionsField(field, kind) {
  const { component } = field, isRadio = kind === "radio";
  const rows = (component.options ?? []).map((option, index) => {
    const box = element("input", { id: `${field.id}-${index}`, type: kind, name: field.id, value: option.value });
    box.checked = Boolean(option.default);
    const hint = option.description ? element("span", { className: "form-choice-hint" }, option.description) : null;
    return { box, node: element("label", { className: "form-choice" }, box, element("span", {}, option.label, hint)) };
  });
  const boxes = rows.map(({ box }) => box), chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const range = { least: component.min_values ?? 1, most: component.max_values ?? boxes.length };
  const value = () => (isRadio ? chosen()[0] ?? null : chosen());
  const problem = () => countProblem(field, chosen().length, isRadio ? { least: 1, most: 1 } : range);
  const node = field.group(...rows.map((row) => row.node));
  if (isRadio && !field.isRequired) letGo(node, boxes);
  return field.view(node, boxes, { value, problem });
}

/* What need not be chosen can be taken back: by a click on it, or Space, when it is chosen already. */
function letGo(node, boxes) {
  let held = null;
  const chosenAt = (target) => boxes.find((box) => box.checked && box.closest("label").contains(target)) ?? null;
  const empty = (box) => {
    held = null;
    box.checked = false;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };
  node.addEventListener("pointerdown", (event) => { held = chosenAt(event.target); });
  // Browsers make no click of Space on what is chosen already.
  node.addEventListener("keydown", (event) => {
    held = null;
    const box = event.key === " " ? chosenAt(event.target) : null;
    if (!box) return;
    event.preventDefault();
    empty(box);
  });
  for (const box of boxes) box.addEventListener("click", () => box === held && empty(box));
}

function boxField(field) {
  const { component } = field;
  const box = element("input", { id: field.id, type: "checkbox", "aria-describedby": field.describedBy });
  box.checked = Boolean(component.default);
  const node = element("div", { className: "form-field" },
    element("label", { className: "form-choice" }, box, element("span", {}, field.label)), field.hint, field.error);
  return field.view(node, [box], { value: () => box.checked });
}

function fileField(field) {
  const { component } = field;
  const upload = uploadView(component, { id: field.id, describedBy: field.describedBy, isRequired: field.isRequired });
  const range = rangeOf(component);
  const problem = () => upload.problem() || countProblem(field, upload.files().length, range);
  const view = field.view(field.single(upload.node, upload.input), [upload.input], { value: () => undefined, files: upload.files, problem });
  // What is wrong with a file is said when it is chosen; that more are needed, when the form is sent.
  view.node.addEventListener("change", () => {
    const isTooMany = upload.files().length > range.most;
    if (!field.error.textContent) view.show(upload.problem() || (isTooMany ? countSentence(range) : ""));
  });
  return view;
}

function countProblem(field, count, range) {
  if (!count) return field.isRequired ? (range.least > 1 ? countSentence(range) : NEEDED) : "";
  return count < range.least || count > range.most ? countSentence(range) : "";
}
