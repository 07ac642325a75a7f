/* What a message names: people, roles, channels, commands and places of the guild. Pressing one goes there. */

import { shownName } from "../base/avatar.js";
import { paint } from "../base/colors.js";
import { element } from "../base/dom.js";
import { act, acting, get, seen } from "../base/store.js";
import { insert } from "../composer/composer.js";
import { openUserMenu } from "./context_menus.js";

const LINK = /^https:\/\/(?:\w+\.)?discord\.com\/channels\/(?:\d+|@me)\/(\d+)(?:\/(\d+))?\/?$/;
const PLACES = {
  customize: "Channels & Roles",
  browse: "Browse Channels",
  guide: "Server Guide",
  home: "Server Guide",
  "linked-roles": "Linked Roles",
};

/** Names a user; pressing it opens his menu. */
export function userMention(id, plain) {
  if (!get("user", id)) return element("span", { className: "mention" }, "@unknown-user");
  const className = id === acting.user ? "mention mention-self" : "mention";
  return pressable(`@${shownName({ id })}`, className, plain ? null : (event) => openUserMenu(id, event.currentTarget));
}

/** Names a role, in its colour. */
export function roleMention(id) {
  const role = get("role", id);
  return paint(element("span", { className: "mention role-mention" }, role ? at(role.name) : "@unknown-role"), role?.color ?? 0);
}

/** Names a channel; pressing it goes there, where the user may look into it. */
export function channelMention(id, plain) {
  const channel = get("channel", id);
  if (!channel || !(id in seen.channels)) return element("span", { className: "mention" }, "#unknown");
  if (!channel.can_act) return element("span", { className: "mention" }, `#${channel.name}`);
  return pressable(`#${channel.name ?? "private"}`, "mention", plain ? null : () => act({ channel: id }));
}

/** Names a command; pressing it puts it into the composer. */
export function commandMention(name, plain) {
  return pressable(`/${name}`, "mention", plain ? null : () => insert(`/${name}`));
}

/** Names a place of the guild that is no channel, or null for one that Discord does not know. */
export function placeMention(place) {
  const name = PLACES[place.replace(/:\d+$/, "")];
  return name ? element("span", { className: "mention" }, name) : null;
}

/** Gives where an address of Discord leads, as ids `{ channel, message }`; null unless that channel is known here. */
export function placeOf(url) {
  const [, channel, message] = LINK.exec(url ?? "") ?? [];
  return get("channel", channel) ? { channel, message } : null;
}

/** Names where an address of Discord leads, as its client does; null for all other addresses. */
export function placeNameIn(url) {
  const place = placeOf(url);
  return place && `#${get("channel", place.channel).name ?? "private"}${place.message ? " › message" : ""}`;
}

/** Names everybody, or everybody who is there. */
export function everyoneMention(text) {
  return element("span", { className: "mention mention-self" }, text);
}

function at(name) {
  return name.startsWith("@") ? name : `@${name}`;
}

function pressable(text, className, onclick) {
  return onclick ? element("button", { type: "button", className, onclick }, text) : element("span", { className }, text);
}
