/* One entry of the conversation: what was invoked, and the messages that came of it. */

import { componentView, fileView, modalView, pictureView, pollView } from "./components.js";
import { element, formatted, link } from "./markdown.js";

const EPHEMERAL = 64, LOADING = 128, SUPPRESS_EMBEDS = 4, IS_COMPONENTS_V2 = 32768;
const LAUNCH_ACTIVITY = 12;

/** Shows one interaction as it stands. */
export function conversationEntry(interaction, names) {
  const used = element("p", { className: "used" }, `${interaction.user} used `, element("strong", {}, invocation(interaction)), ` in ${interaction.channel}`);
  const entry = element("li", {}, used);
  if (interaction.state === "waiting") entry.append(element("p", { className: "note" }, "waiting for the first answer…"));
  if (interaction.failure) {
    entry.append(element("div", { className: "failure" }, "The application did not respond"));
    entry.append(element("div", {}, interaction.failure));
  }
  if (interaction.original) entry.append(messageView(interaction.original, names, interaction.edits));
  if (interaction.modal) entry.append(modalView(interaction.modal, names));
  if (interaction.callback_type === LAUNCH_ACTIVITY) {
    entry.append(element("p", { className: "note" }, "the Activity was opened"));
  } else if (interaction.state === "answered" && !interaction.original && !interaction.modal) {
    entry.append(element("p", { className: "note" }, "(the answer was deleted, or shows no message)"));
  }
  for (const followup of interaction.followups) {
    const view = messageView(followup, names, interaction.edits);
    view.classList.add("followup");
    entry.append(view);
  }
  entry.append(history(interaction));
  return entry;
}

function invocation(interaction) {
  const parts = [];
  const walk = (options) => {
    for (const option of options) {
      if (option.options) walk(option.options);
      else if (option.type > 2) parts.push(`${option.name}: ${option.value}`);
    }
  };
  walk(interaction.options);
  return [interaction.name, ...parts].join("  ");
}

function history(interaction) {
  const rows = interaction.timeline.map(([seconds, text]) =>
    element("tr", {}, element("td", {}, `${seconds.toFixed(3)} s`), element("td", {}, text)));
  const box = element("details", { className: "history" }, element("summary", {}, "timeline"), element("table", {}, element("tbody", {}, ...rows)));
  if (interaction.failure) box.open = true;
  return box;
}

function messageView(message, names, edits) {
  const author = message.author.global_name ?? message.author.username;
  const view = element("div", { className: "message" }, element("span", { className: "author" }, author));
  if (message.author.bot) view.append(element("span", { className: "tag" }, "APP"));
  if (message.flags & LOADING) {
    view.append(element("div", { className: "note" }, `${author} is thinking…`));
  } else {
    const content = element("div", { className: "content" }, formatted(message.content, names));
    if (message.edited_timestamp) content.append(element("span", { className: "note" }, " (edited)"));
    view.append(content);
    const before = edits.filter((edit) => edit.message_id === message.id);
    if (before.length) view.lastChild.title = before.map((edit) => `before: ${edit.content}`).join("\n");
  }
  if (!(message.flags & SUPPRESS_EMBEDS)) view.append(...message.embeds.map((embed) => embedView(embed, names)));
  if (message.poll) view.append(pollView(message.poll));
  view.append(...unplacedFiles(message).map(attachmentView));
  view.append(...message.components.map((component) => componentView(component, names)));
  if (message.flags & EPHEMERAL) view.append(element("div", { className: "note" }, "Only you can see this"));
  return view;
}

function embedView(embed, names) {
  const view = element("div", { className: "embed" });
  if (embed.color) view.style.borderLeftColor = "#" + embed.color.toString(16).padStart(6, "0");
  if (embed.author) view.append(element("div", { className: "note" }, embed.author.name));
  if (embed.title) view.append(element("div", { className: "embed-title" }, embed.url ? link(embed.url, embed.title) : embed.title));
  if (embed.description) view.append(element("div", { className: "content" }, formatted(embed.description, names)));
  if (embed.fields?.length) {
    view.append(element("div", { className: "fields" }, ...embed.fields.map((field) =>
      element("div", { className: field.inline ? "inline" : "" },
        element("div", { className: "embed-title" }, field.name),
        element("div", { className: "content" }, formatted(field.value, names))))));
  }
  for (const picture of [embed.thumbnail, embed.image]) if (picture?.url) view.append(pictureView(picture.url, ""));
  const foot = [embed.footer?.text, embed.timestamp ? new Date(embed.timestamp).toLocaleString() : null].filter(Boolean);
  if (foot.length) view.append(element("div", { className: "note" }, foot.join(" • ")));
  return view;
}

/** With V2 components a file is shown by the component that names it, or not at all. */
function unplacedFiles(message) {
  return message.flags & IS_COMPONENTS_V2 ? [] : message.attachments;
}

function attachmentView(attachment) {
  const shown = /^image\/(png|jpeg|gif|webp)$/.test(attachment.content_type ?? "");
  const { url, filename, size, description } = attachment;
  return element("div", {}, shown ? pictureView(url, description ?? filename) : null, fileView(url, filename, size));
}
