/* Components of messages and modals, and polls: shown, not yet to be used. */

import { element, formatted, link } from "./markdown.js";

const ACTION_ROW = 1, BUTTON = 2, TEXT_INPUT = 4, SECTION = 9, TEXT_DISPLAY = 10, THUMBNAIL = 11;
const MEDIA_GALLERY = 12, FILE = 13, SEPARATOR = 14, CONTAINER = 17, LABEL = 18;
const FILE_UPLOAD = 19, RADIO_GROUP = 21, CHECKBOX_GROUP = 22, CHECKBOX = 23;

const VIEWS = {
  [ACTION_ROW]: (row, names) => element("div", {}, ...inner(row.components, names)),
  [BUTTON]: buttonView,
  [SECTION]: (section, names) => element("div", { className: "section" },
    element("div", {}, ...inner(section.components, names)), ...inner([section.accessory], names)),
  [TEXT_DISPLAY]: (text, names) => element("div", { className: "content" }, formatted(text.content ?? "", names)),
  [THUMBNAIL]: (thumbnail) => mediumView(thumbnail, "picture thumbnail"),
  [MEDIA_GALLERY]: (gallery) => element("div", { className: "gallery" }, ...(gallery.items ?? []).map((item) => mediumView(item, "picture"))),
  [FILE]: (file) => fileView(file.file?.url ?? "", file.name ?? "file", file.size),
  [SEPARATOR]: (separator) => separator.divider ? element("hr", {}) : element("div", { className: "gap" }),
  [CONTAINER]: containerView,
  [LABEL]: (label, names) => element("div", { className: "modal-field" },
    element("div", { className: "embed-title" }, label.label),
    label.description ? element("div", { className: "note" }, label.description) : null,
    ...inner([label.component], names)),
  [TEXT_INPUT]: (input) => element("div", {}, input.label ? element("div", { className: "embed-title" }, input.label) : null,
    element("span", { className: "component" }, input.value || input.placeholder || "text")),
  [FILE_UPLOAD]: () => element("span", { className: "component" }, "choose a file"),
  [RADIO_GROUP]: (group) => optionsView(group, "○", "◉"),
  [CHECKBOX_GROUP]: (group) => optionsView(group, "☐", "☑"),
  [CHECKBOX]: (checkbox) => element("div", {}, checkbox.default ? "☑" : "☐"),
};

/** Shows a component; one of a kind that is not known here is shown by what it is called. */
export function componentView(component, names) {
  const view = VIEWS[component.type] ?? menuView;
  return view(component, names);
}

/** Shows the form that was opened, without its submission. */
export function modalView(modal, names) {
  return element("div", { className: "embed" },
    element("div", { className: "note" }, "opened a modal"),
    element("div", { className: "embed-title" }, modal.title),
    ...inner(modal.components, names));
}

/** Shows a poll with its answers, and how many voted for each. */
export function pollView(poll) {
  const votes = new Map((poll.results?.answer_counts ?? []).map((count) => [count.id, count.count]));
  const answers = poll.answers.map(({ answer_id: number, poll_media: media }) =>
    element("li", { className: "poll-answer" }, element("span", {}, withEmoji(media.emoji, media.text)),
      element("span", { className: "note" }, `${votes.get(number) ?? 0} votes`)));
  const end = new Date(poll.expiry).toLocaleString();
  const terms = [poll.allow_multiselect ? "several answers" : "one answer", poll.results?.is_finalized ? `ended ${end}` : `until ${end}`];
  return element("div", { className: "embed" },
    element("div", { className: "embed-title" }, poll.question.text),
    element("ol", {}, ...answers),
    element("div", { className: "note" }, terms.join(" • ")));
}

/** Uploaded pictures are shown from here; foreign ones are only linked, so that the page asks nobody else. */
export function pictureView(url, text, className = "picture") {
  const own = ownPath(url);
  if (own) return element("div", {}, element("img", { className, src: own, alt: text }));
  return element("div", {}, link(url, url));
}

/** Shows a file as a link to it, with its size. */
export function fileView(url, name, size) {
  const own = ownPath(url);
  return element("div", {}, own ? element("a", { href: own, target: "_blank", rel: "noopener" }, name) : link(url, name),
    size ? element("span", { className: "note" }, ` ${size} bytes`) : null);
}

function inner(components, names) {
  return (components ?? []).filter(Boolean).map((component) => componentView(component, names));
}

function buttonView(button) {
  const text = withEmoji(button.emoji, button.label ?? (button.sku_id ? "premium" : button.url ?? ""));
  const shown = button.url ? link(button.url, text) : element("span", {}, text);
  const view = element("span", { className: "component" }, shown);
  view.classList.toggle("disabled", Boolean(button.disabled));
  return view;
}

function menuView(menu) {
  const chosen = (menu.options ?? []).filter((option) => option.default).map((option) => option.label);
  const view = element("span", { className: "component" }, `${chosen.join(", ") || menu.placeholder || "Make a selection"} ▾`);
  view.title = (menu.options ?? []).map((option) => option.label).join("\n");
  view.classList.toggle("disabled", Boolean(menu.disabled));
  return view;
}

function containerView(container, names) {
  const view = element("div", { className: "embed" }, ...inner(container.components, names));
  if (typeof container.accent_color === "number") view.style.borderLeftColor = "#" + container.accent_color.toString(16).padStart(6, "0");
  return view;
}

function optionsView(group, empty, full) {
  return element("div", {}, ...(group.options ?? []).map((option) =>
    element("div", {}, `${option.default ? full : empty} ${option.label} `,
      option.description ? element("span", { className: "note" }, option.description) : null)));
}

function mediumView(item, className) {
  const { url = "", content_type: kind } = item.media ?? {};
  const isPicture = !kind || kind.startsWith("image/");
  return isPicture ? pictureView(url, item.description ?? "", className) : fileView(url, url.split("/").pop());
}

function ownPath(url) {
  return url.match(/\/(?:ephemeral-)?attachments\/\d+\/\d+\/.+$/)?.[0];
}

function withEmoji(emoji, text) {
  return [emoji?.name, text].filter(Boolean).join(" ");
}
