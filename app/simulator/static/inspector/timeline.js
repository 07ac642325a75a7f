/* When things happened, drawn against the deadline, and told as a list. */

import { element } from "../base/dom.js";
import { answerWords, routeWords, secondsText } from "./wording.js";

/* The part of the bar that stands for the time up to the deadline; what comes later is pressed into the rest. */
const WITHIN = .72;
const MARKED = ["answered", "deferred", "failed", "followup", "edit"];
/* What the text of an event does not say by itself. */
const WORDS = { log: "Log" };

/** Draws the timeline of an interaction from its events. */
export function timelineView({ events, deadline, state }) {
  const last = Math.max(0, ...events.map((event) => event.seconds));
  const scale = scaleOf(deadline, last);
  return element("section", {},
    element("h4", { className: "visually-hidden" }, "Timeline"),
    drawing(events, deadline, state, scale, last),
    element("ol", {}, events.map((event) => element("li", { className: `event kind-${event.kind} ${lookOf(event)}` },
      element("span", { className: "event-time" }, event.seconds === null ? "" : secondsText(event.seconds)),
      element("span", { className: `event-dot mark kind-${event.kind}`, "aria-hidden": "true" }),
      eventText(event)))));
}

function eventText({ kind, text }) {
  const [, method, path, rest] = kind === "call" ? /^(\S+) (\S+): (.*)$/.exec(text) ?? [] : [];
  // A line for each call; the whole of its path is told on pointing at it, and by the list of calls.
  if (path) {
    return element("span", { className: "event-text event-call", title: `${method} ${path}` },
      element("strong", {}, rest), ` ${method} ${routeWords(path)}`);
  }
  const said = text.replace(/^(answered .*), type (\d+)\b/, (whole, by, type) => `${by}: ${answerWords(type)}`);
  return element("span", { className: "event-text" }, WORDS[kind] && element("strong", {}, `${WORDS[kind]} `), said);
}

/* What a call or a record of the log says went wrong. */
function lookOf({ kind, text }) {
  if (kind === "call") return /: ([45]\d\d|the connection broke)$/.test(text) ? "bad" : "";
  if (kind !== "log") return "";
  return /^(error|critical):/.test(text) ? "bad" : /^warning:/.test(text) ? "warn" : "";
}

/* That it is sent at the beginning needs no mark; one that is held up, to see what the bot does then, has one. */
function isMarked({ kind, seconds }) {
  return MARKED.includes(kind) || (kind === "sent" && seconds > .05);
}

/* Even up to the deadline; by the logarithm beyond, since a followup may come fifteen minutes later. */
function scaleOf(deadline, last) {
  const beyond = Math.log(Math.max(last / deadline, 1.5));
  return (seconds) => (seconds <= deadline
    ? WITHIN * Math.max(seconds, 0) / deadline
    : WITHIN + (.97 - WITHIN) * Math.min(Math.log(seconds / deadline) / beyond, 1));
}

function drawing(events, deadline, state, scale, last) {
  const first = events.find((event) => ["answered", "deferred", "failed"].includes(event.kind));
  const track = element("div", { className: "track" });
  const upTo = first ? first.seconds : last;
  track.append(stretch(0, scale(upTo), first?.kind === "failed" ? "bad" : first ? "good" : "warn"));
  if (first?.kind === "deferred") {
    const done = events.find((event) => ["edit", "followup", "answered"].includes(event.kind) && event !== first);
    track.append(stretch(scale(upTo), scale(done && state !== "deferred" ? done.seconds : Math.max(last, upTo)), "thinking"));
  }
  const end = element("div", { className: "deadline" });
  end.style.left = percent(WITHIN);
  track.append(end);
  for (const event of events.filter(isMarked)) {
    const mark = element("span", { className: `mark kind-${event.kind}`, title: `${secondsText(event.seconds)}: ${event.text}` });
    mark.style.left = percent(scale(event.seconds));
    track.append(mark);
  }
  if (first) track.append(wordsAt(scale(upTo), secondsText(upTo)));
  const limit = element("span", { className: "axis-deadline" }, `${deadline} s`);
  limit.style.left = percent(WITHIN);
  const axis = element("div", { className: "axis" }, element("span", {}, "0"), limit,
    last > deadline && element("span", { className: "axis-end" }, secondsText(last)));
  return element("div", { className: "timeline-drawing", "aria-hidden": "true" }, track, axis);
}

/* Beside the mark, on the side where there is room. */
function wordsAt(share, text) {
  const words = element("span", { className: "mark-words" }, text);
  if (share < .5) words.style.left = `calc(${percent(share)} + .7rem)`;
  else words.style.right = `calc(${percent(1 - share)} + .7rem)`;
  return words;
}

function stretch(from, to, look) {
  const made = element("div", { className: `stretch ${look}` });
  made.style.left = percent(from);
  made.style.width = percent(Math.max(to - from, 0));
  return made;
}

function percent(share) {
  return `${(share * 100).toFixed(2)}%`;
}
