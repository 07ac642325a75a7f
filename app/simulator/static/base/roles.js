/* The roles of members: which they have, and in what colour a name is shown. */

import { hex } from "./colors.js";
import { element } from "./dom.js";
import { get, guildHere, memberOf } from "./store.js";

/** Gives the roles of a member, the highest first, without the one that everybody has. */
export function rolesOf(guildId, userId) {
  const held = memberOf(guildId, userId)?.roles ?? [];
  return held.map((id) => get("role", id)).filter(Boolean).sort((a, b) => b.position - a.position);
}

/** Gives the colour of somebody's highest role that has one, or 0. */
export function colorOf(userId) {
  const guild = guildHere();
  return (guild && rolesOf(guild.id, userId).find((role) => role.color)?.color) ?? 0;
}

/** Makes a dot in the colour of a role; a grey one where it has none. */
export function roleDot(role) {
  const dot = element("span", { className: "role-dot", "aria-hidden": "true" });
  if (role.color) dot.style.background = hex(role.color);
  return dot;
}
