/* Where the user is, as Discord tells an application: in a guild, in the bot's own DM, or in a private channel. */

import { acting, bot, get, nameOf } from "./store.js";

const DM = 1;

/** Tells whether a channel is the DM between somebody and the bot. */
export function isBotDm(channel) {
  return channel.type === DM && channel.recipients.includes(bot()?.application.bot_id);
}

/** Gives the name of a channel as the acting user knows it. */
export function placeName(channel) {
  if (channel.guild_id || channel.name) return channel.name ?? "unnamed";
  const others = channel.recipients.filter((id) => id !== acting.user);
  return others.map((id) => nameOf(id)).join(", ") || "nobody else";
}

/** Gives the name of a channel with its sign, as messages are addressed to it: `#bots`, `@Anna`. */
export function addressOf(channel) {
  if (channel.guild_id) return `#${placeName(channel)}`;
  return channel.name ? channel.name : `@${placeName(channel)}`;
}

/** Gives how the application comes to be here: "installed", "user" (the acting user's own installation) or "absent". */
export function installedIn(channel) {
  if (channel.guild_id ? get("guild", channel.guild_id)?.has_application : isBotDm(channel)) return "installed";
  return get("user", acting.user)?.has_installed ? "user" : "absent";
}

/** Says in a sentence which context this is, and how the application comes to be there. */
export function contextOf(channel) {
  const context = channel.guild_id ? "Context: guild." : isBotDm(channel) ? "Context: DM with the bot." : "Context: private channel.";
  const how = {
    installed: channel.guild_id ? "The application is installed here." : "All of the application's commands for DMs are here.",
    user: "The application is not installed here; the acting user brings it along by a user install.",
    absent: "The application is not installed here, and the acting user has not installed it either.",
  }[installedIn(channel)];
  return `${context} ${how}`;
}
