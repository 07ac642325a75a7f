/* The bot's log: every record, the newest last, with its traceback and a way to its interaction. */

import { element, keyed } from "../base/dom.js";
import { all, bot, entriesOf, get, watch } from "../base/store.js";
import { lookOfLevel } from "./troubles.js";

/* What is shown in its own place; whatever else a record carries stands below its message. */
const SHOWN = ["time", "level", "logger", "message", "error", "trouble", "interaction_id"];

/** Makes the pane of all records; `onInspect(id)` is called for the interaction of one. */
export function logPane({ onInspect }) {
  const broken = element("div", { className: "log-broken" });
  const list = element("ol", { className: "log-list" });
  const empty = element("p", { className: "note inspector-empty" }, "The bot has written nothing yet.");
  const node = element("div", { className: "inspector-log" }, broken, list, empty);
  const draw = () => {
    const records = entriesOf("log");
    const isAtEnd = node.scrollHeight - node.scrollTop - node.clientHeight < 40;
    empty.hidden = records.length > 0;
    keyed(list, records.map(([number, record]) => ({
      key: number, text: JSON.stringify(record), make: () => element("li", {}, recordView(record, onInspect)),
    })));
    if (isAtEnd) node.scrollTop = node.scrollHeight;
  };
  watch(["log"], draw);
  watch(["bot"], () => drawBroken(broken));
  return { node };
}

/** Tells how many records of errors there are. */
export function errorCount() {
  return all("log").filter(({ level }) => lookOfLevel(level) === "bad").length;
}

/* What the bot did against Discord's rules, in whatever it did. */
function drawBroken(broken) {
  const texts = bot()?.violations ?? [];
  const shown = texts.join("\n");
  if (broken.dataset.shown === shown) return;
  broken.dataset.shown = shown;
  broken.replaceChildren(...texts.length === 0 ? [] : [element("details", { open: true },
    element("summary", {}, `Rules of Discord's that the bot broke (${texts.length})`),
    element("ul", {}, texts.map((text) => element("li", {}, text))))]);
}

/** Shows one record; with `onInspect`, a button leads to its interaction. */
export function recordView(record, onInspect) {
  const level = String(record.level ?? "info").toLowerCase();
  const time = clock(record.time);
  const id = record.interaction_id;
  const rest = Object.entries(record).filter(([name]) => !SHOWN.includes(name));
  return element("div", { className: `record ${lookOfLevel(level)}` },
    element("div", { className: "record-head" },
      element("span", { className: "record-level" }, level),
      record.logger && element("span", { className: "note" }, record.logger),
      element("span", { className: "bar-space" }),
      onInspect && id && get("interaction", String(id)) && element("button", {
        type: "button", className: "button quiet small", onclick: () => onInspect(String(id)), "aria-label": `Show interaction ${id}`,
      }, "Interaction"),
      time && element("span", { className: "note" }, time)),
    element("p", { className: "record-message" }, String(record.message ?? "")),
    rest.length > 0 && element("p", { className: "note record-rest" }, rest.map(([name, value]) => `${name}=${value}`).join("  ")),
    record.error && element("details", { open: false },
      element("summary", { className: "note" }, "Traceback"),
      element("pre", { className: "trace", tabIndex: 0 }, String(record.error).trimEnd())));
}

function clock(value) {
  const when = new Date(value);
  return Number.isNaN(when.getTime()) ? "" : when.toLocaleTimeString();
}
