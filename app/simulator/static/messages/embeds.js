/* Embeds: the cards that a bot puts under its text. */

import { hex } from "../base/colors.js";
import { element, link } from "../base/dom.js";
import { formatted } from "./markdown.js";
import { fileView, notLoaded, ownAddress, pictureView } from "./media.js";
import { momentView } from "./times.js";

const INLINE_IN_A_ROW = 3;

/** Shows an embed. `attachments` are those of its message, which addresses like `attachment://name` point to. */
export function embedView(embed, attachments = []) {
  const named = (url) => addressOf(url, attachments);
  const texts = element("div", { className: "embed-texts" },
    embed.provider?.name ? element("div", { className: "embed-provider" }, linked(embed.provider.url, embed.provider.name)) : null,
    authorView(embed.author, named),
    embed.title ? element("div", { className: "embed-title" }, titleView(embed)) : null,
    embed.description ? element("div", { className: "content" }, formatted(embed.description)) : null,
    fieldsView(embed.fields ?? []));
  const className = embed.thumbnail?.url ? "embed has-thumbnail" : "embed";
  const view = element("div", { className, role: "group", "aria-label": labelOf(embed) },
    texts,
    embed.thumbnail?.url ? element("div", { className: "embed-thumbnail" }, pictureView(named(embed.thumbnail.url), "")) : null,
    embed.image?.url ? element("div", {}, pictureView(named(embed.image.url), "")) : null,
    embed.video?.url ? element("div", {}, fileView({ url: embed.video.url, content_type: "video/" })) : null,
    footerView(embed, named));
  if (typeof embed.color === "number") view.style.borderLeftColor = hex(embed.color);
  return view;
}

/** Gives the addresses of all pictures that an embed shows. */
export function picturesOf(embed) {
  return [embed.thumbnail?.url, embed.image?.url, embed.author?.icon_url, embed.footer?.icon_url].filter(Boolean);
}

function addressOf(url, attachments) {
  if (!url?.startsWith("attachment://")) return url;
  const filename = url.slice("attachment://".length);
  return attachments.find((one) => one.filename === filename)?.url ?? url;
}

function labelOf(embed) {
  return ["Embed", embed.title ?? embed.author?.name].filter(Boolean).join(": ");
}

function titleView(embed) {
  return embed.url ? linked(embed.url, formatted(embed.title, { inline: true, plain: true })) : formatted(embed.title, { inline: true });
}

function linked(url, shown) {
  const made = url ? link(url, shown) : shown;
  return made.nodeType === Node.TEXT_NODE ? shown : made;
}

function authorView(author, named) {
  if (!author?.name) return null;
  return element("div", { className: "embed-author" }, smallPicture(named(author.icon_url)), linked(author.url, author.name));
}

function fieldsView(fields) {
  if (!fields.length) return null;
  return element("div", { className: "embed-fields" }, fields.map((field, index) =>
    element("div", { className: "embed-field", dataset: { column: columnOf(fields, index) } },
      element("div", { className: "embed-field-name" }, formatted(field.name, { inline: true })),
      element("div", { className: "content" }, formatted(field.value)))));
}

/* Inline fields that follow each other share rows of three; two that are alone share one row. */
function columnOf(fields, index) {
  if (!fields[index].inline) return "whole";
  let first = index, end = index;
  while (first > 0 && fields[first - 1].inline) first -= 1;
  while (end < fields.length && fields[end].inline) end += 1;
  const place = (index - first) % INLINE_IN_A_ROW;
  const inRow = Math.min(end - (index - place), INLINE_IN_A_ROW);
  return inRow === 1 ? "whole" : inRow === 2 ? "half" : "third";
}

function footerView(embed, named) {
  const { footer, timestamp } = embed;
  if (!footer?.text && !timestamp) return null;
  const dot = footer?.text && timestamp ? " • " : null;
  return element("div", { className: "embed-footer" },
    smallPicture(named(footer?.icon_url)), footer?.text, dot, timestamp ? momentView(timestamp) : null);
}

/* A foreign icon is not fetched, yet an author wants to see that it is there. */
function smallPicture(url) {
  if (!url) return null;
  const own = ownAddress(url);
  if (own) return element("img", { className: "embed-icon", src: own, alt: "" });
  const made = link(url, "");
  if (made.nodeType === Node.TEXT_NODE) return null;
  made.className = "embed-icon";
  made.title = notLoaded(url);
  made.setAttribute("aria-label", "Icon, not loaded");
  return made;
}
