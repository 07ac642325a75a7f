/* One interaction in full: what came of it, which rules were broken, when, and every byte that went there and back. */

import { element } from "../base/dom.js";
import { ruleLink } from "../base/rules.js";
import { read } from "../base/server.js";
import { get, nameOf } from "../base/store.js";
import { tabs } from "../base/tabs.js";
import { actionsView } from "./actions.js";
import { callsView } from "./calls.js";
import { jsonView, partHead } from "./json.js";
import { recordView } from "./log.js";
import { timelineView } from "./timeline.js";
import { troubleOf, troubleViews } from "./troubles.js";
import { givenWords, whatCame, whatWasDone } from "./wording.js";

/* What happens in one moment is asked for once. */
const TOGETHER = 60;

/**
 * Makes the pane; `show(id)` shows an interaction, `hear(changed)` asks anew where something it shows may have changed.
 *
 * `onSent(id)` is called for an interaction that was sent from here.
 */
export function detailPane({ onSent }) {
  const keys = ["timeline", "request", "answer", "calls", "logs"];
  const panels = Object.fromEntries(keys.map((key) => [key, element("div", { className: "detail-panel" })]));
  const head = element("div", { className: "detail-head" });
  const rules = element("div");
  const row = tabs("What is shown of the interaction", [
    { key: "timeline", label: "Timeline", panel: panels.timeline },
    { key: "request", label: "Request", panel: panels.request },
    { key: "answer", label: "Answer", panel: panels.answer },
    { key: "calls", label: "REST calls", panel: panels.calls },
    { key: "logs", label: "Log", panel: panels.logs },
  ]);
  const node = element("section", { className: "detail", "aria-label": "The interaction in full", hidden: true },
    head, rules, row.row, Object.values(panels));
  const pane = { onSent, node, head, rules, row, panels, id: "", timer: 0, asked: 0, texts: new Map() };
  return { node, show: (id) => show(pane, id), hear: (changed) => hear(pane, changed) };
}

function show(pane, id) {
  if (pane.id === id) return;
  pane.id = id;
  pane.texts.clear();
  pane.node.hidden = !id;
  if (id) ask(pane);
}

function hear(pane, changed) {
  if (!pane.id || !(changed.get("interaction")?.has(pane.id) || changed.has("log") || changed.has("message"))) return;
  clearTimeout(pane.timer);
  pane.timer = setTimeout(() => ask(pane), TOGETHER);
}

async function ask(pane) {
  const mine = ++pane.asked;
  let detail;
  try {
    detail = await read(`/playground/interactions/${pane.id}`);
  } catch (error) {
    // What is shown of it already stays, rather than an error in its place.
    if (mine === pane.asked && !pane.texts.size) fail(pane, error.message);
    return;
  }
  // A late answer is of another interaction, or of how this one was before.
  if (mine === pane.asked) draw(pane, detail);
}

function fail(pane, text) {
  for (const node of [pane.rules, ...Object.values(pane.panels)]) node.replaceChildren();
  pane.head.replaceChildren(element("p", { className: "failed-note", role: "alert" }, text));
}

/* Each part is drawn anew only where it is another one, so that what was unfolded stays so. */
function draw(pane, detail) {
  const { panels, row } = pane;
  const calls = detail.calls.length, logs = detail.logs.length;
  const { id, state, failure, callback_type: kind, breaks, trial_says: says } = detail;
  part(pane, pane.head, [id, state, failure, kind, breaks, says, whatWasDone(detail), troubleOf(id)], () => headView(detail, pane.onSent));
  part(pane, pane.rules, [detail.logs, detail.rules, state], () => [...troubleViews(detail), ...detail.rules.map(ruleView)]);
  part(pane, panels.timeline, [detail.events, detail.state], () => [timelineView(detail)]);
  part(pane, panels.request, detail.request, () => requestView(detail.request));
  part(pane, panels.answer, detail.answer, () => answerView(detail));
  part(pane, panels.calls, detail.calls, () => callsView(detail.calls));
  part(pane, panels.logs, detail.logs, () => [logsView(detail.logs)]);
  row.relabel("calls", calls ? `REST calls (${calls})` : "REST calls");
  row.relabel("logs", logs ? `Log (${logs})` : "Log");
}

function part(pane, node, value, make) {
  const text = JSON.stringify(value);
  if (pane.texts.get(node) === text) return;
  pane.texts.set(node, text);
  node.replaceChildren(...make().filter(Boolean));
}

function headView(detail, onSent) {
  const { look, text } = whatCame(detail);
  const channel = get("channel", detail.channel_id);
  const where = channel?.guild_id ? ` in #${channel.name}` : channel ? " in a private conversation" : "";
  const when = new Date(detail.created_at * 1000);
  return [
    element("h3", {}, whatWasDone(detail), " ", element("span", { className: "note" }, givenWords(detail))),
    element("p", { className: `result ${look}` }, text),
    element("p", { className: "note" },
      `${detail.user_id ? nameOf(detail.user_id) : "Discord"}${where} · `,
      element("time", { dateTime: when.toISOString() }, when.toLocaleTimeString()), " · ",
      element("span", { className: "detail-id" }, `id ${detail.id}`)),
    actionsView(detail, onSent),
  ];
}

function ruleView(rule) {
  return element("div", { className: "rule" },
    element("strong", {}, "Rule broken"), element("p", {}, rule.text, " ", ruleLink(rule, "Read the rule")));
}

function requestView({ url, headers, body }) {
  return [
    element("p", { className: "wire-line" }, element("strong", {}, "POST"), ` ${url}`),
    headersView(headers),
    jsonView(body, { label: "Body", depth: 2 }),
  ];
}

function answerView({ answer, state }) {
  if (!answer) return [element("p", { className: "note" }, state === "waiting" ? "There is none yet." : "There was none.")];
  const by = { response: "as the HTTP response", callback: "by the callback route" }[answer.by] ?? "";
  const isJson = answer.body !== null && typeof answer.body === "object";
  return [
    element("p", { className: "wire-line" },
      element("strong", {}, answer.status === null ? "No status" : `HTTP ${answer.status}`), ` ${by}`,
      element("span", { className: "note" }, ` · ${answer.size} bytes`)),
    headersView(answer.headers),
    isJson ? jsonView(answer.body, { label: "Body", depth: 3 }) : textBody(answer.body),
  ];
}

function textBody(body) {
  if (!body) return element("p", { className: "note" }, "The body is empty.");
  return element("section", { className: "json-part" },
    partHead("Body", () => String(body)),
    element("pre", { className: "trace", tabIndex: 0 }, String(body)));
}

function headersView(headers) {
  const rows = Object.entries(headers ?? {});
  if (!rows.length) return null;
  return element("details", { className: "headers" },
    element("summary", {}, `Headers (${rows.length})`),
    element("dl", {}, rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, String(value))])));
}

function logsView(logs) {
  if (!logs.length) return element("p", { className: "note" }, "The bot has written no line for this interaction.");
  return element("ol", { className: "log-list" }, logs.map((record) => element("li", {}, recordView(record))));
}
