/* Dates and times in the language of whoever acts; relative ones go on ticking. */

import { element } from "../base/dom.js";
import { acting } from "../base/store.js";

const DAY = 86_400_000;
const DATE = { day: "2-digit", month: "2-digit", year: "numeric" };
const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: DATE,
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { ...DATE, hour: "numeric", minute: "2-digit" },
  S: { ...DATE, hour: "numeric", minute: "2-digit", second: "2-digit" },
};
const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];
const formats = new Map();
let ticking = 0;

/** Writes a date in one of Discord's styles: t, T, d, D, f, F, s, S. */
export function written(date, style) {
  return format("date", style, (locale) => new Intl.DateTimeFormat(locale, STYLES[style])).format(date);
}

/** Writes how far away a date is: "in 2 hours", "3 days ago". */
export function distance(date) {
  const seconds = Math.round((date - Date.now()) / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1);
  const relative = format("relative", "", (locale) => new Intl.RelativeTimeFormat(locale));
  return relative.format(Math.trunc(seconds / size), unit);
}

/** Makes a timestamp as `<t:…>` writes it, or null for a date that no calendar has. */
export function timestampView(seconds, style) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const isRelative = style === "R";
  if (isRelative && !ticking) ticking = setInterval(tick, 1000);
  return element("time", {
    className: "timestamp",
    dateTime: date.toISOString(),
    title: written(date, "F"),
    // A reader that is told of new messages is not to be told of every second.
    "aria-live": isRelative ? "off" : null,
    dataset: isRelative ? { relative: "" } : {},
  }, isRelative ? distance(date) : written(date, style));
}

/** Makes the time of a message: the hour today and yesterday, the date before. */
export function momentView(text, { brief = false } = {}) {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return element("span");
  const shown = brief ? written(date, "t") : moment(date);
  return element("time", { className: "moment", dateTime: date.toISOString(), title: written(date, "F") }, shown);
}

/** Tells days apart: the same text for two dates of one day where the user is. */
export function dayOf(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? "" : date.toDateString();
}

function moment(date) {
  const daysAgo = Math.round((midnight(new Date()) - midnight(date)) / DAY);
  if (daysAgo === 0) return written(date, "t");
  if (daysAgo === 1) {
    const yesterday = format("day", "", (locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" })).format(-1, "day");
    return `${yesterday} ${written(date, "t")}`;
  }
  return written(date, "s");
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

/* Making a format takes long, so each is kept; a language that this browser does not know is written as English. */
function format(kind, style, make) {
  const key = `${kind} ${style} ${acting.locale}`;
  if (!formats.has(key)) {
    let made;
    try { made = make(acting.locale || "en-US"); } catch { made = make("en-US"); }
    formats.set(key, made);
  }
  return formats.get(key);
}

function tick() {
  if (document.hidden) return;
  const nodes = document.querySelectorAll("time[data-relative]");
  if (!nodes.length) {
    clearInterval(ticking);
    ticking = 0;
  }
  for (const node of nodes) {
    const text = distance(new Date(node.dateTime));
    if (node.textContent !== text) node.textContent = text;
  }
}
