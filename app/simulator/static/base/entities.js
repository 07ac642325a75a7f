/* Whom and what menus and options offer: members, roles and channels, as entries of a list. */

import { avatarView } from "./avatar.js";
import { channelIcon } from "./icons.js";
import { roleDot } from "./roles.js";
import { acting, all, get, nameOf, seen } from "./store.js";

const MOST = 100;

const SOURCES = { user: usersHere, role: rolesHere, mentionable: mentionablesHere, channel: channelsHere };

/**
 * Gives what can be picked of a kind, where the user acts, as entries `{ value, label, detail, icon, group }`.
 *
 * @param kind "user", "role", "mentionable" or "channel"
 * @param query what was typed; an entry fits whose label or detail contains it, and those come first that begin with it
 * @param options `channelTypes` leaves other types of channels out; `everyone` has the role @everyone among the roles;
 *   `channel` is the id of another channel than that in which the user acts
 */
export function entityEntries(kind, query = "", options = {}) {
  const wanted = query.trim().replace(/^[@#]/, "").toLowerCase();
  const ranked = [];
  for (const entry of SOURCES[kind](placeOf(options), options)) {
    const rank = rankOf(entry, wanted);
    if (rank >= 0) ranked.push({ rank, entry });
  }
  const isSorted = kind !== "mentionable";
  ranked.sort((one, other) => (isSorted ? one.rank - other.rank : 0));
  return ranked.slice(0, MOST).map(({ entry }) => ({ ...entry, icon: entry.icon() }));
}

/** Gives the entry of one id, whether it can be picked here or not; the id stands for what is not known. */
export function entityEntry(kind, id) {
  const isRole = kind === "role" || (kind === "mentionable" && get("role", id));
  const entry = kind === "channel" ? channelEntry(get("channel", id)) : isRole ? roleEntry(get("role", id)) : userEntry(get("user", id));
  return entry ? { ...entry, icon: entry.icon() } : { value: id, label: id, detail: "unknown" };
}

function placeOf({ channel = acting.channel }) {
  const here = get("channel", channel);
  return { channel: here, guild: here?.guild_id ? get("guild", here.guild_id) : undefined };
}

function rankOf({ label, detail = "" }, wanted) {
  if (label.toLowerCase().startsWith(wanted) || detail.toLowerCase().replace(/^@/, "").startsWith(wanted)) return 0;
  return label.toLowerCase().includes(wanted) || detail.toLowerCase().includes(wanted) ? 1 : -1;
}

function usersHere({ channel, guild }) {
  const ids = guild
    ? all("member").filter((member) => member.guild_id === guild.id).map((member) => member.user_id)
    : channel?.recipients ?? [];
  return ids.map((id) => userEntry(get("user", id))).filter(Boolean).sort(byLabel);
}

function rolesHere({ guild }, { everyone = false }) {
  if (!guild) return [];
  return all("role")
    .filter((role) => role.guild_id === guild.id && (everyone || role.id !== guild.id))
    .sort((one, other) => other.position - one.position)
    .map(roleEntry);
}

function mentionablesHere(place, options) {
  return [
    ...usersHere(place).map((entry) => ({ ...entry, group: "Members" })),
    ...rolesHere(place, options).map((entry) => ({ ...entry, group: "Roles" })),
  ];
}

function channelsHere({ guild }, { channelTypes }) {
  if (!guild) return [];
  return all("channel")
    .filter((channel) => channel.guild_id === guild.id && channel.id in seen.channels)
    .filter((channel) => !channelTypes?.length || channelTypes.includes(channel.type))
    .sort((one, other) => one.position - other.position)
    .map(channelEntry);
}

function userEntry(user) {
  if (!user) return null;
  return { value: user.id, label: nameOf(user.id), detail: `@${user.username}`, icon: () => avatarView(user.id) };
}

function roleEntry(role) {
  if (!role) return null;
  return { value: role.id, label: role.name, icon: () => roleDot(role) };
}

function channelEntry(channel) {
  if (!channel) return null;
  const parent = channel.parent_id ? get("channel", channel.parent_id)?.name : "";
  return { value: channel.id, label: channel.name, detail: parent || undefined, icon: () => channelIcon(channel.type) };
}

function byLabel(one, other) {
  return one.label.localeCompare(other.label);
}
