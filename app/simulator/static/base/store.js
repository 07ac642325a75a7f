/*
 * What the page knows: the world of the simulated Discord, who the user acts as, and where.
 *
 * The server is asked every moment what changed; nothing is pushed, so no open connection holds it up when it
 * stops. Each thing has a kind and an id: user, member, role, guild, channel, emoji, message, interaction, log, bot.
 */

import { read, Unreachable } from "./server.js";
import { byAge } from "./snowflakes.js";

const QUIET = 500, BUSY = 100, SLOW = 2000;
const BUSY_FOR = 4000;
const REMEMBERED = "playground.acting";
const NOTHING = { commands: [], channels: {}, permissions: "0" };

const things = new Map();
const watchers = [];
let run = "", revision = 0, busyUntil = 0, timer = 0, failures = 0;
let asking = null, askingNext = null, looks = 0, isLookDue = false;

/** Who acts, where, and in which language: ids and a locale, empty until the world is known. */
export const acting = { user: "", channel: "", locale: "" };

/** What he sees from there: commands with `hidden`, his permissions by channel, and in the whole guild. */
export let seen = NOTHING;

/** Whether the server answers: "connecting", "connected" or "lost". */
export let connection = "connecting";

/** Gives one thing, or undefined. */
export function get(kind, id) {
  return things.get(kind)?.get(String(id));
}

/** Gives all things of a kind as an array; messages, interactions and records of the log by age. */
export function all(kind) {
  return [...(things.get(kind)?.values() ?? [])];
}

/** Gives the same as pairs of id and thing. */
export function entriesOf(kind) {
  return [...(things.get(kind) ?? [])];
}

/** Gives what is known of the bot and its application. */
export function bot() {
  return get("bot", "0");
}

/** Gives the guild in which the user acts, or undefined in a private conversation. */
export function guildHere() {
  const channel = get("channel", acting.channel);
  return channel?.guild_id ? get("guild", channel.guild_id) : undefined;
}

/** Gives what a user is in a guild, or undefined where he is no member. */
export function memberOf(guildId, userId) {
  return get("member", `${guildId}:${userId}`);
}

/** Gives the name that somebody goes by where the user acts. */
export function nameOf(userId) {
  const guild = guildHere();
  const member = guild && memberOf(guild.id, userId);
  return member?.nick ?? get("user", userId)?.name ?? "unknown-user";
}

/**
 * Calls back whenever things of these kinds changed, once for all of a moment.
 *
 * Beside the kinds of things there are "acting" (who or where changed), "seen" (what he sees changed) and
 * "connection", and whatever a part of the page announces. The callback gets a map of the changed ids by kind.
 */
export function watch(kinds, callback) {
  watchers.push({ kinds, callback });
}

/** Tells whoever watches it that something changed which is no thing of the simulated Discord's. */
export function announce(kind) {
  tell(new Map([[kind, new Set()]]));
}

/** Changes who acts, or where. */
export async function act(changes) {
  Object.assign(acting, changes);
  if ("user" in changes && !("locale" in changes)) acting.locale = get("user", acting.user)?.locale ?? "en-US";
  remember();
  announce("acting");
  await look();
}

/** Asks at once, and for some seconds more often than usual: the user has done something. */
export async function refresh() {
  busyUntil = Date.now() + BUSY_FOR;
  await poll();
}

/** Begins to follow what the server says. */
export function follow() {
  return poll();
}

/*
 * One question at a time, so that no late answer undoes what a newer one has told. Whoever asks meanwhile wants to
 * know what has just happened, which the answer on its way may not tell: one more question then serves all of them.
 */
function poll() {
  if (asking) {
    askingNext ??= asking.then(() => {
      askingNext = null;
      return poll();
    });
    return askingNext;
  }
  clearTimeout(timer);
  asking = ask().finally(() => {
    asking = null;
    timer = setTimeout(poll, pause());
  });
  return asking;
}

/* A server that was lost is asked ever less often: it may be starting anew, or be gone. */
function pause() {
  if (document.hidden) return SLOW;
  if (failures) return Math.min(QUIET * 2 ** (failures - 1), SLOW);
  return Date.now() < busyUntil ? BUSY : QUIET;
}

async function ask() {
  let news;
  try {
    news = await read(`/playground/changes?run=${run}&since=${revision}`);
  } catch (error) {
    if (!(error instanceof Unreachable)) console.error(error);
    isLookDue = true;
    failures += 1;
    return connect("lost");
  }
  failures = 0;
  connect("connected");
  if (news !== null) await take(news);
  if (isLookDue) await look();
}

function connect(state) {
  if (connection === state) return;
  connection = state;
  announce("connection");
}

async function take(news) {
  const changed = new Map();
  const note = (kind, id) => {
    if (!changed.has(kind)) changed.set(kind, new Set());
    changed.get(kind).add(id);
  };
  const before = bot()?.commands_revision;
  if (news.is_all) {
    for (const [kind, known] of things) for (const id of known.keys()) if (!(`${kind}/${id}` in news.set)) news.gone.push(`${kind}/${id}`);
  }
  for (const [key, thing] of Object.entries(news.set)) {
    const [kind, id] = split(key);
    if (!things.has(kind)) things.set(kind, new Map());
    things.get(kind).set(id, thing);
    note(kind, id);
  }
  for (const key of news.gone) {
    const [kind, id] = split(key);
    if (things.get(kind)?.delete(id)) note(kind, id);
  }
  for (const kind of ["message", "interaction", "log"]) if (changed.has(kind)) sort(kind);
  run = news.run;
  revision = news.revision;
  if (!get("user", acting.user) || !get("channel", acting.channel)) begin(note);
  tell(changed);
  const mightSeeMore = ["user", "member", "role", "channel", "guild", "acting"].some((kind) => changed.has(kind));
  if (mightSeeMore || bot()?.commands_revision !== before) await look();
}

function split(key) {
  const slash = key.indexOf("/");
  return [key.slice(0, slash), key.slice(slash + 1)];
}

function sort(kind) {
  things.set(kind, new Map(entriesOf(kind).sort(([a], [b]) => byAge(a, b))));
}

function begin(note) {
  let kept = {};
  try { kept = JSON.parse(sessionStorage.getItem(REMEMBERED) ?? "{}"); } catch { /* begins anew */ }
  const people = all("user").filter((user) => !user.bot);
  const channels = all("channel").filter((channel) => channel.can_act);
  const user = get("user", kept.user) ?? people.find((one) => one.username === "ben") ?? people[0];
  const channel = get("channel", kept.channel) ?? channels.find((one) => one.name === "bots") ?? channels[0];
  Object.assign(acting, { user: user?.id ?? "", channel: channel?.id ?? "", locale: kept.locale || user?.locale || "en-US" });
  remember();
  note("acting", "");
}

function remember() {
  sessionStorage.setItem(REMEMBERED, JSON.stringify(acting));
}

async function look() {
  if (!acting.user || !acting.channel) return;
  const mine = ++looks;
  let found = NOTHING, isAnswered = true;
  try {
    found = await read(`/playground/seen?${new URLSearchParams(acting)}`);
  } catch (error) {
    // Refused, he sees nothing: he or the place is gone, which the next changes tell.
    isAnswered = !(error instanceof Unreachable);
  }
  // He may have gone elsewhere while this was asked, or may do other things there.
  if (mine !== looks) return;
  // What he saw stands until the server answers again.
  isLookDue = !isAnswered;
  if (!isAnswered) return;
  seen = found;
  announce("seen");
}

function tell(changed) {
  for (const { kinds, callback } of watchers) {
    if (!kinds.some((kind) => changed.has(kind))) continue;
    // A part that fails is told of in the console, and the others go on.
    try { callback(changed); } catch (error) { reportError(error); }
  }
}
