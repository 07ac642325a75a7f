/* What was used and has no message: still on its way, or without an answer. Only its user is told. */

import { avatarView } from "../base/avatar.js";
import { localizedName } from "../base/commands.js";
import { element } from "../base/dom.js";
import { COMMAND, FORM } from "../base/interaction_types.js";
import { ruleLink } from "../base/rules.js";
import { acting, bot, get } from "../base/store.js";
import { inspect } from "../inspector/inspector.js";
import { ephemeralFoot, usedLine } from "./message_lines.js";
import { momentView } from "./times.js";

const LAUNCH_ACTIVITY = 12, FORGED = "signature";
const dismissed = new Set();

/** Tells whether an interaction has an entry of its own in the conversation of whoever acts. */
export function isPending(interaction) {
  if (interaction.user_id !== acting.user || interaction.channel_id !== acting.channel || dismissed.has(interaction.id)) return false;
  const { type, state, callback_type: answered, trial } = interaction;
  // Discord forges requests to see what the bot does; no user is waiting for an answer.
  if (trial === FORGED) return false;
  if (state === "failed") return type === COMMAND || type === FORM;
  return type === COMMAND && (state === "waiting" || answered === LAUNCH_ACTIVITY);
}

/** Makes the entry; `changed()` is called when it is dismissed. */
export function pendingView(interaction, changed) {
  const { state, type } = interaction;
  const application = bot()?.application ?? {};
  const at = new Date(interaction.created_at * 1000).toISOString();
  const form = get("interaction", interaction.opener_id)?.modal?.title ?? interaction.name;
  const [verb, name] = type === FORM ? ["submitted", form] : ["used", localizedName(interaction.name)];
  const line = usedLine({ id: interaction.user_id }, name, interaction, verb);
  const dismiss = () => {
    dismissed.add(interaction.id);
    changed();
  };
  const said = state === "failed" ? failure(interaction)
    : state === "waiting" ? [element("p", { className: "thinking" }, "Sending command…")]
    : [element("p", { className: "system" }, `${application.name ?? "The app"} opened its Activity.`)];
  return element("article", {
    className: `message head ephemeral pending ${state}`,
    tabIndex: -1,
    "aria-label": state === "failed" ? `${interaction.name}: the application did not respond` : interaction.name,
    dataset: { interaction: interaction.id },
  }, line,
  element("div", { className: "message-gutter" }, avatarView(application.bot_id)),
  element("div", { className: "message-body" },
    element("div", { className: "message-head" },
      element("span", { className: "author" }, get("user", application.bot_id)?.name ?? application.name ?? "App"),
      element("span", { className: "app-tag" }, "APP"),
      momentView(at)),
    said,
    state === "failed" ? ephemeralFoot(null, dismiss) : null));
}

function failure({ id, type, failure: why, rule }) {
  return [
    element("p", { className: "failure" }, type === FORM ? "Something went wrong" : "The application did not respond"),
    why ? element("p", { className: "failure-why" }, sentence(why)) : null,
    rule?.text ? element("p", { className: "failure-why" }, sentence(rule.text), " ", ruleLink(rule)) : null,
    element("button", { type: "button", className: "button quiet small", onclick: () => inspect(id) }, "Inspect"),
  ];
}

function sentence(text) {
  const begun = text[0].toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
