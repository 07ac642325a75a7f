/* What is known of the acting user and can be changed: language, nickname, roles, purchases, installation, permissions. */

import { placeName } from "../base/contexts.js";
import { element } from "../base/dom.js";
import { localeEntries } from "../base/locales.js";
import { roleDot } from "../base/roles.js";
import { inTurn, send } from "../base/server.js";
import { act, acting, all, announce, bot, get, guildHere, memberOf, nameOf, refresh, seen } from "../base/store.js";
import { openRolePermissions, permissionNames } from "./role_permissions.js";

/* What went wrong, for whom; the count tells two of the same kind apart. */
let problem = { user: "", text: "", count: 0 };
const turn = inTurn();

/** Gives `text`, which tells two states of the profile apart, and `make()`, which gives its nodes. */
export function profileView() {
  const user = get("user", acting.user);
  const guild = guildHere() ?? all("guild").find((one) => memberOf(one.id, acting.user));
  const member = guild && memberOf(guild.id, acting.user);
  const roles = guild ? all("role").filter((role) => role.guild_id === guild.id).sort((a, b) => b.position - a.position) : [];
  const here = BigInt(seen.channels[acting.channel] ?? "0");
  const names = permissionNames();
  return {
    text: JSON.stringify([user, guild, member, roles, String(here), names.length, bot()?.skus, problem]),
    make: () => (user ? [
      element("p", { className: "failed-note", role: "alert" }, problem.user === user.id ? problem.text : ""),
      settingsOf(user),
      member ? membershipOf(guild, member, roles) : null,
      mayDo(here, names),
    ].filter(Boolean) : []),
  };
}

/* What is wanted of a user is asked when it is its turn, since it builds on what the changes before have made. */
function change(path, user, wanted) {
  return turn(async () => {
    const count = problem.count + 1;
    problem = { user, text: "", count };
    try {
      await send(path, wanted());
    } catch (error) {
      problem = { user, text: error.message, count: count + 1 };
    }
    await refresh();
    // Nothing changed in the world where it was refused, but the form shows what was wanted: it is drawn anew.
    announce("profile");
  });
}

function settingsOf(user) {
  const language = element("select", { dataset: { key: "locale" }, onchange: () => {
    const locale = language.value;
    change("/playground/users", user.id, () => ({ user: user.id, locale }));
    act({ locale });
  } }, localeEntries().map(({ value, label }) => element("option", { value, selected: value === acting.locale }, label)));
  const owned = () => get("user", user.id)?.entitlements ?? [];
  return element("section", {},
    element("h3", {}, user.name, element("span", { className: "note" }, ` @${user.username}`)),
    element("label", { className: "field" }, "Language", language),
    check("Has installed the application (user install)", user.has_installed, "installed",
      (has) => change("/playground/users", user.id, () => ({ user: user.id, has_installed: has }))),
    (bot()?.skus ?? []).map((sku) => check(`Has bought “${sku.name}”`, user.entitlements.includes(sku.id), `sku-${sku.id}`,
      (has) => change("/playground/users", user.id, () => ({ user: user.id, entitlements: changedList(owned(), sku.id, has) })))));
}

function membershipOf(guild, member, roles) {
  const changeMember = (changes) => change("/playground/members", member.user_id, () => {
    const { user_id: user, roles: held, nick: called } = memberOf(guild.id, member.user_id) ?? member;
    return { guild: guild.id, user, roles: held, nick: called, ...changes(held) };
  });
  const nick = element("input", { value: member.nick ?? "", maxLength: 32, autocomplete: "off", dataset: { key: "nick" } });
  nick.addEventListener("change", () => changeMember(() => ({ nick: nick.value.trim() || null })));
  const rows = roles.map((role) => {
    const isEveryone = role.id === guild.id;
    return element("div", { className: "role-row" },
      check([roleDot(role), role.name], isEveryone || member.roles.includes(role.id), `role-${role.id}`,
        (has) => changeMember((held) => ({ roles: changedList(held, role.id, has) })), isEveryone || role.managed),
      element("button", {
        type: "button", className: "button quiet small", dataset: { key: `edit-${role.id}` },
        "aria-label": `Permissions of ${role.name}`, onclick: () => openRolePermissions(guild.id, role.id),
      }, "Permissions"));
  });
  return element("section", {},
    element("h3", {}, "In ", guild.name, guild.owner_id === member.user_id && element("span", { className: "badge" }, "owner")),
    element("label", { className: "field" }, "Nickname", nick),
    element("fieldset", {}, element("legend", {}, "Roles"), rows));
}

function changedList(ids, id, has) {
  return [...ids.filter((one) => one !== id), ...(has ? [id] : [])];
}

function check(label, isSet, key, onchange, isFixed = false) {
  const box = element("input", { type: "checkbox", checked: isSet, disabled: isFixed, dataset: { key } });
  box.addEventListener("change", () => onchange(box.checked));
  return element("label", { className: "check" }, box, element("span", {}, label));
}

function mayDo(held, names) {
  const channel = get("channel", acting.channel);
  const can = names.filter(({ bit }) => held & BigInt(bit)), cannot = names.filter(({ bit }) => !(held & BigInt(bit)));
  const place = channel ? placeName(channel) : "";
  return element("section", {},
    element("h3", {}, `What ${nameOf(acting.user)} may do in ${channel?.guild_id ? "#" : "the conversation with "}${place}`),
    element("p", { className: "permission-words" }, can.map(({ name }) => name).join(" · ") || "Nothing"),
    cannot.length > 0 && element("details", {},
      element("summary", { className: "note" }, `${cannot.length} permissions that are missing`),
      element("p", { className: "permission-words note" }, cannot.map(({ name }) => name).join(" · "))));
}
