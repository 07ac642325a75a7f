/* Where one can be: the guilds with their channels, and private conversations; and the head over the conversation. */

import { avatarView } from "../base/avatar.js";
import { contextOf, installedIn, isBotDm, placeName } from "../base/contexts.js";
import { element } from "../base/dom.js";
import { channelIcon, channelKind, iconView } from "../base/icons.js";
import { read, Unreachable } from "../base/server.js";
import { isYounger } from "../base/snowflakes.js";
import { act, acting, all, bot, get, seen, watch } from "../base/store.js";
import { placeAfter } from "../base/walking.js";
import { isForAnother } from "../messages/message_flags.js";
import { closeDrawer } from "./drawers.js";
import { openMembers } from "./members.js";

const CATEGORY = 4, VOICES = [2, 13];
const BADGES = { installed: null, user: "user install", absent: "no app" };

const unread = new Set();
let newest = null;

/** Fills the list of places and the channel's head, and keeps both true. */
export function mountPlaces(nav, head) {
  let shown = "", topped = "";
  nav.addEventListener("keydown", (event) => walk(nav, event));
  watch(["acting", "seen", "channel", "guild", "user", "member", "bot", "message"], (changed) => {
    note(changed.get("message") ?? []);
    unread.delete(acting.channel);
    const groups = placesSeen();
    const text = JSON.stringify([acting, groups, [...unread], bot()?.application]);
    if (text !== shown) draw(nav, groups);
    shown = text;
    const channel = get("channel", acting.channel);
    const top = JSON.stringify([channel, acting.user, channel && installedIn(channel)]);
    if (channel && top !== topped) drawHead(head, channel);
    topped = top;
  });
  watch(["seen"], leaveWhatIsHidden);
}

/* Whoever cannot see the channel (any more) goes to the first one that he can see. */
async function leaveWhatIsHidden() {
  const { user, channel, locale } = acting;
  if (channel in seen.channels) return;
  const asked = new URLSearchParams({ user, channel: "dm", locale });
  let channels;
  try {
    ({ channels } = await read(`/playground/seen?${asked}`));
  } catch (error) {
    // When the server is back, what he sees is told anew, and this is asked again.
    if (!(error instanceof Unreachable)) reportError(error);
    return;
  }
  const here = get("channel", channel)?.guild_id;
  const open = all("channel").filter((one) => one.can_act && one.id in channels);
  const first = open.find((one) => here && one.guild_id === here) ?? open[0];
  if (first && acting.user === user && acting.channel === channel) await act({ channel: first.id });
}

/* Messages younger than any before are new, but for the first ones; those of others, elsewhere, leave a mark. */
function note(ids) {
  const before = newest;
  for (const id of ids) {
    if (newest === null || isYounger(id, newest)) newest = id;
    const message = get("message", id);
    if (before === null || !message || !isYounger(id, before) || message.channel_id === acting.channel) continue;
    if (message.author?.id !== acting.user && !isForAnother(message)) unread.add(message.channel_id);
  }
  newest ??= "0";
}

/* Groups of rows: what stands under each other, with how far it is set in. */
function placesSeen() {
  const open = all("channel").filter((channel) => channel.id in seen.channels);
  const guilds = all("guild").map((guild) => ({
    id: guild.id, name: guild.name, lists: listsOf(open.filter((channel) => channel.guild_id === guild.id)),
  }));
  const own = open.filter((channel) => !channel.guild_id).sort((a, b) => isBotDm(b) - isBotDm(a));
  const told = own.map((channel) => ({ channel, depth: 0 }));
  return [...guilds.filter((guild) => guild.lists.length), { id: "private", name: "Direct messages", lists: [{ name: "", rows: told }] }];
}

function listsOf(channels) {
  const order = (a, b) => VOICES.includes(a.type) - VOICES.includes(b.type) || a.position - b.position;
  // A channel whose category (or whose parent) is hidden stands with those that have none.
  const known = new Set(channels.map((one) => one.id));
  const parentOf = (one) => (known.has(one.parent_id) ? one.parent_id : null);
  const rowsUnder = (parent) => channels
    .filter((one) => one.can_act && parentOf(one) === parent)
    .sort(order)
    .flatMap((channel) => [
      { channel, depth: 0 },
      ...channels.filter((one) => one.parent_id === channel.id).map((thread) => ({ channel: thread, depth: 1 })),
    ]);
  const categories = channels.filter((one) => one.type === CATEGORY).sort((a, b) => a.position - b.position);
  return [{ name: "", rows: rowsUnder(null) }, ...categories.map((one) => ({ name: one.name, rows: rowsUnder(one.id) }))]
    .filter((list) => list.rows.length);
}

function draw(nav, groups) {
  const focused = nav.contains(document.activeElement) ? document.activeElement.dataset.channel : null;
  nav.replaceChildren(...groups.map(groupView));
  const rows = [...nav.querySelectorAll("[data-channel]")];
  const current = rows.find((row) => row.dataset.channel === (focused ?? acting.channel)) ?? rows[0];
  if (current) current.tabIndex = 0;
  if (focused) current?.focus();
}

function groupView({ id, name, lists }) {
  const guild = get("guild", id);
  const first = lists[0]?.rows[0]?.channel;
  const badge = guild && first ? BADGES[installedIn(first)] : null;
  return element("section", { className: "place-group", "aria-label": name },
    element("h2", { title: guild && first ? contextOf(first) : null },
      element("span", {}, name), badge && element("span", { className: "badge" }, badge)),
    lists.map((list) => [
      list.name ? element("h3", {}, list.name) : null,
      element("ul", {}, list.rows.map((row) => element("li", {}, placeButton(row)))),
    ]).flat());
}

function placeButton({ channel, depth }) {
  const isHere = channel.id === acting.channel, isNew = unread.has(channel.id);
  const name = placeName(channel);
  const other = channel.guild_id ? null : channel.recipients.find((id) => id !== acting.user);
  const badge = channel.guild_id ? null : isBotDm(channel) ? "APP" : BADGES[installedIn(channel)];
  return element("button", {
    type: "button",
    className: `place${isNew ? " unread" : ""}${depth ? " inner" : ""}`,
    tabIndex: -1,
    dataset: { channel: channel.id },
    title: channel.guild_id ? `${channelKind(channel.type)}${channel.nsfw ? ", age-restricted" : ""}` : contextOf(channel),
    "aria-current": isHere ? "page" : null,
    onclick: () => {
      act({ channel: channel.id });
      closeDrawer();
    },
  },
  other ? element("span", { className: "place-avatar" }, avatarView(other)) : channelIcon(channel.type),
  element("span", { className: "place-name" }, name),
  badge && element("span", { className: "badge" }, badge),
  isNew && element("span", { className: "visually-hidden" }, "unread"));
}

function walk(nav, event) {
  const rows = [...nav.querySelectorAll("[data-channel]")], here = rows.indexOf(document.activeElement);
  const next = placeAfter(event.key, here, rows.length);
  if (here < 0 || next === undefined) return;
  event.preventDefault();
  for (const row of rows) row.tabIndex = -1;
  rows[next].tabIndex = 0;
  rows[next].focus();
}

function drawHead(head, channel) {
  const badge = BADGES[installedIn(channel)];
  const members = element("button", {
    type: "button", className: "button quiet small", "aria-haspopup": "dialog", onclick: () => openMembers(members),
  }, iconView("members"), "Members");
  head.replaceChildren(
    channelIcon(channel.type),
    element("h2", {}, placeName(channel)),
    badge ? element("span", { className: "badge", title: contextOf(channel) }, badge) : "",
    channel.nsfw ? element("span", { className: "badge" }, "age-restricted") : "",
    element("span", { className: "head-topic", title: channel.topic ?? "" }, channel.topic ?? ""),
    members,
  );
}
