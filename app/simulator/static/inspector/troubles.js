/* What went wrong in the bot itself while it handled an interaction, as its log tells: the error, and where it was raised. */

import { element } from "../base/dom.js";
import { all, watch } from "../base/store.js";

const LOOKS = { warning: "warn", error: "bad", critical: "bad" };
const HEADS = { warn: "Warning", bad: "Error in the bot" };

/* How bad it was, by the id of the interaction; the log forgets its oldest records, and what failed remains so. */
const looks = new Map();

/** Gives how a record of a level looks: "warn", "bad", or "" for all that is well. */
export function lookOfLevel(level) {
  return LOOKS[level] ?? "";
}

/** Begins to note which interactions failed in the bot; to be called before anybody asks. */
export function watchTroubles() {
  watch(["log"], () => {
    for (const { interaction_id: id, level } of all("log")) {
      const look = lookOfLevel(level);
      if (id && look && looks.get(String(id)) !== "bad") looks.set(String(id), look);
    }
  });
}

/** Tells what the bot has logged for an interaction, whatever it answered: "bad" for an error, "warn" for a warning, or "". */
export function troubleOf(id) {
  return looks.get(String(id)) ?? "";
}

/** Shows the warnings and errors among what the bot logged for an interaction; the whole of them stands in the log. */
export function troubleViews({ logs, rules, state }) {
  // Where Discord tells the rule already, a record that says no more than that is one too many.
  const isTold = state === "failed" && rules.length > 0;
  return logs.filter(({ level, error }) => lookOfLevel(level) && !(isTold && lookOfLevel(level) === "bad" && !error)).map((record) => {
    const look = lookOfLevel(record.level), { says, frame } = record.trouble ?? {};
    return element("div", { className: `rule ${look}` },
      element("strong", {}, HEADS[look]),
      element("p", { className: "trouble-words" }, says || String(record.message ?? "").replace(/ \[reference \w+\]$/, "")),
      frame && placeView(frame));
  });
}

function placeView({ file, line, function: name, code }) {
  return [
    element("p", { className: "note", title: `${file}:${line}` }, `${shortPath(file)}:${line}${name && `, in ${name}`}`),
    code && element("pre", { className: "trouble-code" }, code),
  ];
}

function shortPath(path) {
  return path.split(/[\\/]/).slice(-2).join("/");
}
