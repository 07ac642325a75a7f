/* Says in words what an interaction was, and what came of it. */

import { localizedName } from "../base/commands.js";
import { AUTOCOMPLETE, COMMAND, COMPONENT, FORM, PING } from "../base/interaction_types.js";
import { get, nameOf } from "../base/store.js";
import { troubleOf } from "./troubles.js";

const BUTTON = 2, ENTITY_MENUS = { 5: 6, 6: 8, 7: 9, 8: 7 };
const USER = 6, CHANNEL = 7, ROLE = 8, MENTIONABLE = 9, ATTACHMENT = 11;
const DEFERRED_UPDATE = 6;
const CALLBACKS = {
  1: "a PONG", 4: "a message", 5: "a deferral", 6: "a deferral of an update", 7: "an update of the message",
  8: "choices", 9: "a form", 10: "a request to upgrade", 12: "the launch of its Activity",
};

/** Says what the user did: "/roll dice: 2", "Clicked “Roll again”". */
export function whatWasDone(interaction) {
  const { type, name } = interaction;
  if (type === COMMAND) return localizedName(name);
  if (type === COMPONENT) return `${interaction.component_type === BUTTON ? "Clicked" : "Chose in"} “${name}”`;
  if (type === FORM) return `Sent “${get("interaction", interaction.opener_id)?.modal?.title ?? name}”`;
  return { [AUTOCOMPLETE]: `Completing ${name}`, [PING]: "PING" }[type] ?? name;
}

/** Says what an interaction was given: the options of a command, what was chosen in a menu. */
export function givenWords({ options, component_type: kind, values }) {
  if (!values) return optionWords(options);
  return values.map((value) => valueWords({ type: ENTITY_MENUS[kind], value })).join(", ");
}

/** Says the options of a command as the user wrote them: "dice: 2 sides: 6". */
export function optionWords(options) {
  return (options ?? []).map((option) => {
    if (option.options) return optionWords(option.options);
    return option.value === undefined ? "" : `${option.name}: ${valueWords(option)}`;
  }).filter(Boolean).join(" ");
}

/* Says an option's value as the user saw it: by name, where Discord sends an id. */
function valueWords({ type, value }) {
  const role = [ROLE, MENTIONABLE].includes(type) ? get("role", value) : null;
  if (role) return role.name.startsWith("@") ? role.name : `@${role.name}`;
  if ([USER, MENTIONABLE].includes(type)) return `@${nameOf(value)}`;
  if (type === CHANNEL) return `#${get("channel", value)?.name ?? value}`;
  return type === ATTACHMENT ? "a file" : String(value);
}

/** Says which route was called as an author knows it: without version, application and token, and ids by their ends. */
export function routeWords(path) {
  return path
    .replace(/^\/api(?=\/)/, "").replace(/^\/v\d+(?=\/)/, "")
    .replace(/^\/(?:webhooks|interactions)\/[^/]+\/\{token\}(?=\/)/, "…").replace(/^\/webhooks\/[^/]+\/\{token\}/, "/webhooks/…")
    .replace(/\b\d{13,}(\d{4})\b/g, "…$1");
}

/** Says what a type of first answers means: "a message". */
export function answerWords(kind) {
  return CALLBACKS[kind] ?? `a response of type ${kind}`;
}

/** Says what came of it in a sentence, with a look: "good", "warn" or "bad". */
export function whatCame(interaction) {
  const { trial_passed: passed, trial_says: says } = interaction;
  // What was broken on purpose may have failed, and that be right.
  if (typeof passed === "boolean") return { look: passed ? "good" : "bad", text: says };
  const usual = usualEnd(interaction);
  return says ? { ...usual, text: `${usual.text}. ${says}` } : usual;
}

function usualEnd(interaction) {
  const { type, state, failure, callback_type: kind, answered_after: seconds } = interaction;
  const after = seconds === null ? "" : ` after ${secondsText(seconds)}`;
  const words = answerWords(kind);
  if (state === "failed") return { look: "bad", text: failure ?? "The application did not respond" };
  const trouble = troubleOf(interaction.id);
  if (trouble === "bad") {
    if (type === AUTOCOMPLETE) return { look: "bad", text: "The bot failed; no choices were shown" };
    return { look: "bad", text: kind === null ? "The bot failed" : `The bot failed; the user got ${words}${after}` };
  }
  if (state === "waiting") return { look: "warn", text: "Waiting for the bot" };
  // A click may be answered by nothing, and whether anything comes later is the bot's affair.
  const isQuiet = kind === DEFERRED_UPDATE && state === "deferred";
  if (isQuiet && !interaction.followup_ids.length) return { look: trouble || "good", text: `Acknowledged without a message${after}` };
  if (state === "deferred" && !isQuiet) return { look: "warn", text: `Deferred${after}; the bot is still at it` };
  const look = trouble || "good";
  if ([5, 6].includes(kind)) return { look, text: `Deferred${after}, then done` };
  return { look, text: kind === null ? "Done by Discord itself" : `Answered with ${words}${after}` };
}

/** Says in a word or two how long the first answer took, or why there is no such time. */
export function tookWords({ id, state, trial_passed: passed, answered_after: seconds }) {
  if (typeof passed === "boolean") return passed ? "passed" : "failed";
  if (state === "failed" || troubleOf(id) === "bad") return "failed";
  if (state === "waiting") return "waiting";
  return seconds === null ? "" : secondsText(seconds);
}

/** Writes a duration: "12 ms", "1.25 s". */
export function secondsText(seconds) {
  return Math.abs(seconds) < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(2)} s`;
}
