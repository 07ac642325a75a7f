/* What keeps the bot, or a part of it, from running: shown over the conversation until it is mended. */

import { element } from "../base/dom.js";
import { all, bot, watch } from "../base/store.js";
import { jsonView } from "../inspector/json.js";

/** Keeps the panel true: empty while all is well. */
export function mountProblem(root) {
  let shown = "";
  watch(["bot", "registration"], () => {
    const { state, detail } = bot() ?? {};
    const refused = all("registration").map((one) => one.refused).filter(Boolean);
    const text = JSON.stringify([state, detail, refused]);
    if (text === shown || !state) return;
    // While it starts anew, what was wrong before is still the best that is known.
    if (state === "starting" && root.childElementCount) return;
    shown = text;
    root.replaceChildren(...panels(state, detail ?? "", refused));
  });
}

function panels(state, detail, refused) {
  const found = [];
  if (state === "failed") found.push(panel("", "The bot is not running", blocks(detail), "It starts again as soon as a file is saved."));
  if (state === "incomplete") {
    found.push(panel("warn", "Parts of the bot could not be loaded", blocks(detail), "The rest runs, and can be tried meanwhile."));
  }
  for (const error of refused) {
    const sentences = [element("p", {}, error.message), ...faults(error.errors ?? {}).map((text) => element("p", {}, text))];
    const body = element("details", { className: "tree" },
      element("summary", {}, `Discord's answer, code ${error.code}`), jsonView(error, { label: "Body", depth: 3 }));
    found.push(panel("", "Discord refused the commands", [...sentences, body], "The commands of the registration before still stand."));
  }
  return found;
}

/* Discord nests what is wrong by the field where it is; each becomes a line: "0.name: Command name is invalid". */
function faults(errors, path = "") {
  return Object.entries(errors).flatMap(([key, inner]) => {
    if (key === "_errors") return inner.map(({ message }) => `${path}: ${message}`);
    return typeof inner === "object" ? faults(inner, path ? `${path}.${key}` : key) : [];
  });
}

function panel(look, heading, content, note) {
  return element("section", { className: `problem ${look}`, role: "alert" },
    element("h2", {}, heading), content, element("p", { className: "note" }, note));
}

/* Sentences become paragraphs; lines that are set in, as those of a traceback, stay as they are, in one block. */
function blocks(detail) {
  const made = [];
  let trace = [];
  const end = () => {
    const margin = Math.min(...trace.map((line) => line.search(/\S/)));
    const text = trace.map((line) => line.slice(margin)).join("\n");
    if (trace.length) made.push(element("pre", { className: "trace", tabIndex: 0, role: "group", "aria-label": "Traceback" }, text));
    trace = [];
  };
  for (const line of detail.split("\n")) {
    if (/^\s+\S/.test(line)) {
      trace.push(line);
    } else if (line.trim()) {
      end();
      made.push(element("p", {}, line));
    }
  }
  end();
  return made;
}
