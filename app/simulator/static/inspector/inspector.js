/*
 * The inspector: the newest interactions, all there is to know of one of them, and the bot's log.
 *
 * It follows the newest interaction until one is picked.
 */

import { at, element, keyed } from "../base/dom.js";
import { AUTOCOMPLETE } from "../base/interaction_types.js";
import { acting, all, get, nameOf, watch } from "../base/store.js";
import { tabs } from "../base/tabs.js";
import { placeAfter } from "../base/walking.js";
import { hideInspector, showInspector } from "../places/drawers.js";
import { detailPane } from "./detail.js";
import { errorCount, logPane } from "./log.js";
import { replayButton } from "./replay.js";
import { troubleOf } from "./troubles.js";
import { givenWords, tookWords, whatCame, whatWasDone } from "./wording.js";

const MOST_LISTED = 100;
const SCOPES = { all: "Everywhere", here: "This channel", typed: "With completions" };

let picked = "", listed = "all", knownErrors = 0;
let parts = null;

/** Fills the inspector, and keeps it true. */
export function mountInspector(root) {
  const list = element("ol", { "aria-label": "Interactions, the newest first" });
  const empty = element("p", { className: "note inspector-empty" });
  const follow = element("button", { type: "button", className: "button quiet small", onclick: () => pick("") }, "Follow the newest");
  const detail = detailPane({ onSent: (id) => { if (picked) pick(String(id)); } });
  const log = logPane({ onInspect: inspect });
  const scope = scopeSelect();
  const interactions = element("div", { className: "inspector-interactions" },
    element("div", { className: "inspector-tools" }, scope, element("span", { className: "bar-space" }), follow, replayButton()),
    element("div", { className: "interaction-scroll" }, list, empty), detail.node);
  const sections = tabs("Interactions or log", [
    { key: "interactions", label: "Interactions", panel: interactions },
    { key: "log", label: "Log", panel: log.node },
  ], { onPick: () => {
    countErrors();
    log.node.scrollTop = log.node.scrollHeight;
  } });
  root.append(element("div", { className: "inspector-head" }, sections.row,
    element("button", { type: "button", className: "button quiet small", onclick: hideInspector }, "Close")),
  interactions, log.node);
  list.addEventListener("keydown", walk);
  parts = { list, empty, follow, scope, detail, sections };
  watch(["interaction", "acting", "user", "member", "seen", "message", "log"], draw);
  watch(["log"], countErrors);
  watch(["interaction", "log", "message"], (changed) => detail.hear(changed));
  draw();
}

/** Shows one interaction, opening the inspector where it is closed. */
export function inspect(id) {
  if (!isListed(get("interaction", id) ?? {})) listed = "all";
  pick(String(id));
  parts.sections.pick("interactions");
  showInspector();
  at("inspector").querySelector('.interaction[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
}

/* Errors that were logged since the log was looked at last are counted at its tab. */
function countErrors() {
  const count = errorCount(), { sections } = parts;
  if (sections.picked() === "log" || count < knownErrors) knownErrors = count;
  const fresh = count - knownErrors;
  sections.relabel("log", fresh ? `Log (${fresh} ${fresh === 1 ? "error" : "errors"})` : "Log");
}

function pick(id) {
  picked = id;
  draw();
}

function scopeSelect() {
  const select = element("select", { "aria-label": "Which interactions are listed", className: "scope" },
    Object.entries(SCOPES).map(([value, label]) => element("option", { value }, label)));
  select.addEventListener("change", () => {
    listed = select.value;
    draw();
  });
  return select;
}

/* Completions come with every letter: unless they are asked for, only those that failed are of interest. */
function isListed(interaction) {
  if (listed === "typed") return true;
  if (listed === "here" && interaction.channel_id !== acting.channel) return false;
  return interaction.type !== AUTOCOMPLETE || interaction.state === "failed" || troubleOf(interaction.id) !== "";
}

function draw() {
  const { list, empty, follow, scope, detail } = parts;
  const known = all("interaction").reverse().filter(isListed).slice(0, MOST_LISTED);
  const chosen = get("interaction", picked) ?? known[0];
  if (picked && !get("interaction", picked)) picked = "";
  follow.hidden = !picked;
  scope.value = listed;
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : "";
  keyed(list, known.map((one) => entry(one, one === chosen)));
  // An entry that was made anew has lost the focus.
  if (focused && !list.contains(document.activeElement)) list.querySelector(`[data-id="${focused}"]`)?.focus();
  empty.hidden = known.length > 0;
  empty.textContent = listed === "here" ? "Nothing was used in this channel yet."
    : "Nothing was used yet. Type / below the conversation to use a command; all that comes of it is shown here.";
  detail.show(chosen?.id ?? "");
}

function entry(one, isChosen) {
  const { look, text } = whatCame(one);
  const took = tookWords(one);
  const who = one.user_id ? nameOf(one.user_id) : "Discord";
  const said = { what: whatWasDone(one), options: givenWords(one), who, took, look, text };
  const make = () => element("li", {}, element("button", {
    type: "button", className: `interaction ${look}`, title: text, tabIndex: isChosen ? 0 : -1,
    "aria-current": isChosen ? "true" : null, onclick: () => pick(one.id), dataset: { id: one.id },
  },
  element("span", { className: "state-dot", "aria-hidden": "true" }),
  element("span", { className: "interaction-what" }, said.what, said.options && element("span", { className: "note" }, ` ${said.options}`)),
  element("span", { className: "note interaction-who" }, said.who),
  element("span", { className: "interaction-took" }, took)));
  return { key: one.id, text: JSON.stringify([said, isChosen]), make };
}

function walk(event) {
  const rows = [...parts.list.querySelectorAll(".interaction")], here = rows.indexOf(document.activeElement);
  const next = placeAfter(event.key, here, rows.length);
  if (here < 0 || next === undefined) return;
  event.preventDefault();
  const { id } = rows[next].dataset;
  pick(id);
  parts.list.querySelector(`[data-id="${id}"]`)?.focus();
}
