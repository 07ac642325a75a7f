/* Whether the acting user can send anything where he is, and why not. */

import { acting, bot, connection, get, nameOf, seen } from "../base/store.js";

const SEND_MESSAGES = 1n << 11n, SEND_MESSAGES_IN_THREADS = 1n << 38n;
const THREADS = [10, 11, 12], FORUMS = [15, 16];
const WARNINGS = {
  starting: "The bot is starting: it answers nothing yet.",
  failed: "The bot does not run: commands get no answer until it is mended.",
};

/** Tells what stands in the way of sending (`obstacle`), and what the user should know before (`warning`); or "". */
export function circumstances() {
  if (connection === "lost") return { obstacle: "The playground's server does not answer, so nothing can be sent.", warning: "" };
  if (connection !== "connected") return { obstacle: "The playground is loading.", warning: "" };
  return { obstacle: forbidden(), warning: WARNINGS[bot()?.state] ?? "" };
}

function forbidden() {
  const channel = get("channel", acting.channel);
  if (!channel) return "There is no channel to write in.";
  if (FORUMS.includes(channel.type)) return "Nobody can write into a forum itself, only into its posts.";
  const held = seen.channels[channel.id];
  if (!channel.guild_id || held === undefined) return "";
  const needed = THREADS.includes(channel.type) ? SEND_MESSAGES_IN_THREADS : SEND_MESSAGES;
  return BigInt(held) & needed ? "" : `${nameOf(acting.user)} may not send messages in this channel.`;
}
