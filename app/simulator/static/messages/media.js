/*
 * Pictures and files. Those that were uploaded here are shown from here; of foreign ones there is only a link, so
 * that the page asks nobody else for anything.
 */

import { element, link } from "../base/dom.js";
import { sizeText } from "../base/file_sizes.js";
import { covered } from "./covers.js";

const IS_SPOILER = 1 << 3;
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;
const UPLOADED = /^\/(?:ephemeral-)?attachments\/\d+\/\d+\/[^/]+$/;
const PICTURE = /^image\/(?:png|jpe?g|gif|webp|avif|svg\+xml|bmp)\b/;
const PICTURE_NAME = /\.(?:png|jpe?g|gif|webp|avif|bmp)$/i;

/** Gives the address on this server of a file that was uploaded here, or null for all others. */
export function ownAddress(url) {
  let parsed;
  try { parsed = new URL(url, location.href); } catch { return null; }
  const isHere = parsed.host === location.host || (LOOPBACK.test(parsed.hostname) && parsed.port === location.port);
  return isHere && UPLOADED.test(parsed.pathname) ? parsed.pathname + parsed.search : null;
}

/** Shows a picture that was uploaded here; a foreign one, or one that cannot be read, is linked. */
export function pictureView(url, alt = "") {
  const own = ownAddress(url ?? "");
  if (!own) return foreignPicture(url ?? "", alt);
  const picture = element("img", { className: "picture", src: own, alt, loading: "lazy", decoding: "async" });
  const label = alt ? `Open the picture: ${alt}` : "Open the picture";
  const whole = element("a", { className: "picture-link", href: own, target: "_blank", rel: "noopener", "aria-label": label }, picture);
  picture.addEventListener("error", () => whole.replaceWith(fileView({ url, filename: alt || fileNameIn(url) })), { once: true });
  return whole;
}

/** Shows a file as a link with its size; `{ url, filename, size, content_type }` as attachments have them. */
export function fileView({ url = "", filename, title, size, content_type: kind, duration_secs: seconds }) {
  const called = filename || fileNameIn(url), name = title || called || "file";
  const own = ownAddress(url);
  const named = own ? element("a", { href: own, target: "_blank", rel: "noopener" }, name) : link(url, name);
  const facts = [kindOf(kind, called), seconds ? `${Math.round(seconds)} s` : null, Number.isFinite(size) ? sizeText(size) : null];
  return element("div", { className: "file" },
    element("span", { className: "file-name" }, named.nodeType === Node.TEXT_NODE ? name : named),
    element("span", { className: "note" }, facts.filter(Boolean).join(" · ")));
}

/** Shows the attachments of a message: pictures beside each other, then files; null where there are none. */
export function attachmentsView(message, attachments = message.attachments ?? []) {
  if (!attachments.length) return null;
  const pictures = attachments.filter(isPicture), files = attachments.filter((one) => !isPicture(one));
  const grid = element("div", { className: "picture-grid", dataset: { count: String(Math.min(pictures.length, 4)) } },
    pictures.map((one) => perhapsCovered(one, message, pictureView(one.url, one.description ?? one.filename ?? ""), "picture")));
  return element("div", { className: "attachments" },
    pictures.length ? grid : null,
    files.map((one) => perhapsCovered(one, message, fileView(one), "file")));
}

function isPicture({ content_type: kind, filename, url }) {
  return kind ? PICTURE.test(kind) : PICTURE_NAME.test(filename ?? fileNameIn(url ?? ""));
}

function perhapsCovered(attachment, message, node, what) {
  const isSpoiler = (attachment.flags ?? 0) & IS_SPOILER || attachment.filename?.startsWith("SPOILER_");
  return isSpoiler ? covered(element("div", {}, node), `${message.id}/attachment/${attachment.id}`, what) : node;
}

/* The host says where it would have come from; the whole address stands in the tooltip. */
function foreignPicture(url, alt) {
  let host = "";
  try { host = new URL(url).host; } catch { /* no address at all: the name must do */ }
  const made = link(url, element("span", { className: "foreign-name" }, alt || fileNameIn(url) || "Picture"),
    element("span", { className: "note" }, host ? `picture on ${host}` : "picture"));
  if (made.nodeType === Node.TEXT_NODE) return element("span", { className: "foreign-picture" }, alt || url || "picture");
  made.classList.add("foreign-picture");
  made.title = notLoaded(url);
  return made;
}

function kindOf(kind, filename) {
  const [main] = (kind ?? "").split("/");
  if (main === "audio" || main === "video") return main;
  return /\.([\w]{1,6})$/.exec(filename ?? "")?.[1]?.toUpperCase() ?? null;
}

/** Says why a foreign picture is not shown. */
export function notLoaded(url) {
  return `${url}\nNot loaded: this page asks no other server for anything.`;
}

/** Gives the name of the file that an address leads to; "" where it has none. */
export function fileNameIn(url) {
  const last = url.split(/[?#]/)[0].split("/").pop() ?? "";
  try { return decodeURIComponent(last); } catch { return last; }
}
