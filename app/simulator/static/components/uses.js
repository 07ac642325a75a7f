/*
 * How components of messages are used: what was sent and is on its way, and what failed.
 *
 * What became of it stands in the interactions of the store, so it outlives a message that is drawn anew.
 * As on Discord, whoever used a component sees this, nobody else.
 */

import { COMPONENT } from "../base/interaction_types.js";
import { send } from "../base/server.js";
import { acting, all, get, refresh, watch } from "../base/store.js";

const FORGED = "signature";

const views = new Map();
const underway = new Map();
const refusals = new Map();
let newest = new Map();

watch(["interaction", "acting", "message"], (changed) => {
  if (changed.has("acting")) for (const known of [refusals, underway]) known.clear();
  const before = newest;
  newest = usesOfActing();
  for (const id of changed.get("message") ?? []) if (!get("message", id)) views.delete(id);
  const shown = changed.has("acting") ? views.keys() : new Set([...before.keys(), ...newest.keys()]);
  for (const id of shown) views.get(id)?.update();
});

/** Gives what a component of a message is named by: its custom_id, or its number where it has none. */
export function keyOf(component) {
  return component.custom_id || component.id;
}

/**
 * Follows what becomes of the uses of a message's components, until the message is drawn anew.
 *
 * `view` has `update()`, called when there is news, and `destroy()`. Gives the view that it takes the place of.
 */
export function attend(messageId, view) {
  const before = views.get(messageId);
  before?.destroy();
  views.set(messageId, view);
  return before;
}

/** Tells whether a component's use is on its way: sent, and not answered yet. */
export function isWaiting(message, component) {
  const key = keyOf(component);
  if (underway.get(message.id)?.has(key)) return true;
  return (newest.get(message.id) ?? []).some((one) => one.state === "waiting" && keyOf(usedIn(one)) === key);
}

/** Gives why the last use of a message's components failed, as `{ reason, rule, interaction, key }`, or null. */
export function failureOf(message) {
  if (underway.get(message.id)?.size) return null;
  const refusal = refusals.get(message.id);
  if (refusal) return refusal;
  const last = newest.get(message.id)?.at(-1);
  if (last?.state !== "failed") return null;
  return { reason: last.failure ?? "", rule: last.rule ?? null, interaction: last.id, key: keyOf(usedIn(last)) };
}

/** Sends that the user clicked a button, or with `values` what he chose in a menu. */
export async function use(message, component, values = null) {
  const key = keyOf(component), id = message.id;
  if (isWaiting(message, component)) return;
  refusals.delete(id);
  underway.set(id, (underway.get(id) ?? new Set()).add(key));
  views.get(id)?.update();
  const used = { user: acting.user, locale: acting.locale, message: id, component: key };
  try {
    if (values === null) await send("/playground/clicks", used);
    else await send("/playground/choices", { ...used, values });
  } catch (error) {
    // Whoever acts by now is told nothing of it.
    if (acting.user === used.user) refusals.set(id, { reason: error.message, rule: null, interaction: null, key });
  }
  await refresh();
  underway.get(id)?.delete(key);
  views.get(id)?.update();
}

function usedIn(interaction) {
  return { custom_id: interaction.custom_id, id: interaction.component_id };
}

function usesOfActing() {
  const found = new Map();
  for (const one of all("interaction")) {
    // Nobody is waiting for the answer to a request that was forged.
    if (one.trial === FORGED || one.type !== COMPONENT || one.user_id !== acting.user || !one.source_id) continue;
    if (!found.has(one.source_id)) found.set(one.source_id, []);
    found.get(one.source_id).push(one);
  }
  return found;
}
