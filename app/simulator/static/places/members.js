/* Who can be met in the channel, by their most important role; a click opens the menu of a user. */

import { avatarView, nameView } from "../base/avatar.js";
import { element } from "../base/dom.js";
import { openPopup } from "../base/popup.js";
import { rolesOf } from "../base/roles.js";
import { acting, all, bot, get, watch } from "../base/store.js";
import { openUserMenu } from "../messages/context_menus.js";

let close = () => {};

// Somebody else, or somewhere else: other members, under other names.
watch(["acting"], () => close());

/** Opens the list of the members beside a button. */
export function openMembers(anchor) {
  const list = element("div", { className: "member-list" }, groups().map(([name, ids]) => element("section", {},
    element("h3", {}, `${name} · ${ids.length}`),
    element("ul", {}, ids.map((id) => element("li", {}, memberButton(id)))))));
  close = openPopup(anchor, list, { label: "Members", role: "dialog" });
}

function groups() {
  const channel = get("channel", acting.channel);
  if (!channel) return [];
  if (!channel.guild_id) return [["In this conversation", channel.recipients]];
  const found = new Map();
  for (const { user_id: id } of all("member").filter((member) => member.guild_id === channel.guild_id)) {
    const role = rolesOf(channel.guild_id, id)[0];
    const name = role && !role.managed ? role.name : get("user", id)?.bot ? "Bots" : "Members";
    found.set(name, [...(found.get(name) ?? []), id]);
  }
  const rank = (name) => all("role").find((role) => role.guild_id === channel.guild_id && role.name === name)?.position ?? 0;
  return [...found].sort(([a], [b]) => rank(b) - rank(a) || (a === "Bots") - (b === "Bots"));
}

function memberButton(id) {
  const button = element("button", {
    type: "button", className: "place", "aria-haspopup": "menu", onclick: () => openUserMenu(id, button),
  },
  element("span", { className: "place-avatar" }, avatarView(id)),
  nameView({ id }, { className: "place-name" }),
  id === acting.user && element("span", { className: "badge" }, "you"),
  get("user", id)?.bot && element("span", { className: "badge" }, id === bot()?.application.bot_id ? "APP" : "BOT"));
  return button;
}
