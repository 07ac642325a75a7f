/* The REST calls that an interaction caused, each to be opened. */

import { element } from "../base/dom.js";
import { ruleLink } from "../base/rules.js";
import { jsonView } from "./json.js";
import { routeWords, secondsText } from "./wording.js";

/** Shows the calls; each opens to what was sent and what came back. */
export function callsView(calls) {
  if (!calls.length) return [element("p", { className: "note" }, "The bot has made no REST call for this interaction.")];
  return [element("ol", { className: "call-list" }, calls.map((call) => element("li", {}, callView(call))))];
}

function callView(call) {
  const isRefused = call.status >= 400;
  const body = element("div", { className: "call-body" });
  const fold = element("details", { className: `call ${isRefused ? "bad" : "good"}` },
    element("summary", {},
      element("span", { className: "call-status" }, String(call.status ?? "…")),
      element("span", { className: "call-method" }, call.method),
      element("span", { className: "call-path", title: call.path }, routeWords(call.path)),
      element("span", { className: "note" }, secondsText(call.duration ?? 0))),
    body);
  // A file may have been sent: what is inside is made when it is wanted.
  fold.addEventListener("toggle", () => { if (fold.open && !body.childElementCount) body.append(...inside(call)); });
  return fold;
}

function inside(call) {
  const bucket = call.bucket ? `Bucket ${call.bucket}, ${call.remaining ?? "?"} left. ` : "No bucket. ";
  return [
    element("p", { className: "wire-line" }, element("strong", {}, call.method), ` ${call.path}`),
    element("p", { className: "note" }, `Sent ${secondsText(call.seconds)} after the click. `, bucket),
    call.rule && element("p", { className: "rule" }, call.rule.text, " ", ruleLink(call.rule, "Read the rule")),
    jsonOrNote(call.request, "Request", "Nothing was sent with it."),
    jsonOrNote(call.response, "Response", "Nothing came back but the status."),
  ].filter(Boolean);
}

function jsonOrNote(value, label, none) {
  if (value === null || value === undefined || value === "") return element("p", { className: "note" }, none);
  return jsonView(value, { label, depth: 1 });
}
