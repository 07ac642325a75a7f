/* Components of messages, of both versions, as Discord's client shows them and lets them be used. */

import { hex } from "../base/colors.js";
import { element } from "../base/dom.js";
import { ruleLink } from "../base/rules.js";
import { inspect } from "../inspector/inspector.js";
import { covered } from "../messages/covers.js";
import { formatted } from "../messages/markdown.js";
import { fileNameIn, fileView, pictureView } from "../messages/media.js";
import { buttonControl, selectControl } from "./controls.js";
import { isSelect } from "./selects.js";
import { attend, failureOf, keyOf } from "./uses.js";

const ACTION_ROW = 1, BUTTON = 2, SECTION = 9, TEXT_DISPLAY = 10, THUMBNAIL = 11;
const MEDIA_GALLERY = 12, FILE = 13, SEPARATOR = 14, CONTAINER = 17;
const LARGE = 2;
/* What stands in no message, yet has a name. */
const NAMES = { 4: "Text Input", 18: "Label", 19: "File Upload", 21: "Radio Group", 22: "Checkbox Group", 23: "Checkbox" };

const VIEWS = {
  [ACTION_ROW]: (row, view) => element("div", { className: "component-row" }, ...view.inner(row.components)),
  [BUTTON]: (button, view) => view.control(button, buttonControl(view.message, button)),
  [SECTION]: sectionView,
  [TEXT_DISPLAY]: (text) => element("div", { className: "component-text content" }, formatted(text.content ?? "")),
  [THUMBNAIL]: (thumbnail, view) => mediumView(thumbnail, view, `thumbnail/${thumbnail.id}`, "component-thumbnail"),
  [MEDIA_GALLERY]: galleryView,
  [FILE]: componentFileView,
  [SEPARATOR]: separatorView,
  [CONTAINER]: containerView,
};

/**
 * Shows a message's components.
 *
 * They can be used: what is on its way and what failed shows by itself, without another drawing. Whoever draws
 * the message anew calls this again, and the focus goes from what had it to what stands in its place, if it can.
 */
export function componentsView(message) {
  if (!message.components?.length) return [];
  const view = new View(message);
  const shown = element("div", { className: "component-list" }, ...view.inner(message.components));
  view.update();
  const before = attend(message.id, view);
  if (before) view.takeFocusOf(before);
  return [shown, view.failure];
}

/* The components of one message as they are shown now. */
class View {
  constructor(message) {
    this.message = message;
    this.controls = new Map();
    this.shownFailure = "null";
    this.focused = null;
    this.failure = element("div", { className: "component-failure", role: "alert", hidden: true });
  }

  node(component) {
    if (isSelect(component)) return this.control(component, selectControl(this.message, component));
    return (VIEWS[component?.type] ?? unknownView)(component, this);
  }

  inner(components) {
    return (components ?? []).filter(Boolean).map((component) => this.node(component));
  }

  control(component, control) {
    this.controls.set(keyOf(component), control);
    return control.node;
  }

  update() {
    for (const control of this.controls.values()) control.update();
    const failed = failureOf(this.message), text = JSON.stringify(failed);
    if (text === this.shownFailure) return;
    this.shownFailure = text;
    this.failure.hidden = failed === null;
    this.failure.replaceChildren(...(failed ? failureParts(failed) : []));
  }

  /* The nodes stand in the page as soon as whoever asked for them is done. */
  takeFocusOf(before) {
    if (before.focused === null) return;
    const { key, place } = before.focused;
    queueMicrotask(() => {
      const isLost = !document.activeElement || document.activeElement === document.body;
      // Another custom_id at the same place is most often the same button with another state.
      if (isLost) (this.controls.get(key) ?? [...this.controls.values()][place])?.focus.focus({ preventScroll: true });
    });
  }

  destroy() {
    const controls = [...this.controls], place = controls.findIndex(([, { node }]) => node.contains(document.activeElement));
    this.focused = place < 0 ? null : { key: controls[place][0], place };
    for (const control of this.controls.values()) control.destroy();
  }
}

function failureParts({ reason, rule, interaction }) {
  return [
    element("span", { className: "component-failed" }, "This interaction failed"),
    reason ? element("span", { className: "component-reason" }, reason) : null,
    ruleLink(rule),
    interaction ? element("button", { type: "button", className: "component-why", onclick: () => inspect(interaction) }, "Inspect") : null,
  ].filter(Boolean);
}

function sectionView(section, view) {
  const texts = element("div", { className: "component-section-texts" }, ...view.inner(section.components));
  return element("div", { className: "component-section" }, texts, ...view.inner([section.accessory]));
}

function galleryView(gallery, view) {
  const items = (gallery.items ?? []).map((item, index) =>
    element("li", {}, mediumView(item, view, `gallery/${gallery.id}/${index}`, "component-medium")));
  return element("ul", { className: "component-gallery", role: "list", dataset: { count: String(items.length) } }, ...items);
}

function mediumView(item, view, place, className) {
  const url = item.media?.url ?? "", kind = item.media?.content_type ?? "image/";
  const isPicture = kind.startsWith("image/");
  const shown = isPicture ? pictureView(url, item.description ?? "") : fileView({ url, content_type: kind });
  const node = element("div", { className }, shown);
  return item.spoiler ? covered(node, `${view.message.id}/${place}`, "picture") : node;
}

function componentFileView(file, view) {
  const url = file.file?.url ?? "";
  const filename = file.name ?? fileNameIn(url);
  const shown = fileView({ url, filename, size: file.size ?? undefined, content_type: file.file?.content_type });
  const node = element("div", {}, shown);
  return file.spoiler ? covered(node, `${view.message.id}/file/${file.id}`, "file") : node;
}

function separatorView(separator) {
  const className = `component-separator${separator.spacing === LARGE ? " large" : ""}`;
  return separator.divider === false ? element("div", { className }) : element("hr", { className });
}

function containerView(container, view) {
  const node = element("div", { className: "component-container" }, ...view.inner(container.components));
  if (typeof container.accent_color === "number") {
    node.classList.add("accented");
    node.style.borderLeftColor = hex(container.accent_color);
  }
  return container.spoiler ? covered(node, `${view.message.id}/container/${container.id}`, "container") : node;
}

function unknownView(component) {
  const type = component?.type;
  return element("div", { className: "component-unknown" }, `${NAMES[type] ?? "Component"} (type ${type}), which is not shown in messages`);
}
