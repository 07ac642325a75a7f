/* The context menus of messages and of users: the application's own commands, and what Discord offers beside them. */

import { copied } from "../base/clipboard.js";
import { commandsOf, localized } from "../base/commands.js";
import { openMenu } from "../base/menu.js";
import { act, acting, all, bot, get, nameOf } from "../base/store.js";
import { complain, insert, replyTo } from "../composer/composer.js";
import { hiddenWords } from "../composer/picker.js";
import { perform } from "./deeds.js";
import { isEphemeral } from "./message_flags.js";

const USER_COMMAND = 2, MESSAGE_COMMAND = 3;
const DIRECT_MESSAGE = 1;

/** Opens the menu of a message, beside an element or at a point. */
export function openMessageMenu(message, anchor) {
  const isForOne = isEphemeral(message);
  const shown = (showsHidden) => openMenu(anchor, [
    ...(isForOne ? [] : [{ label: "Reply", onPick: () => replyTo(message.id) }]),
    ...(message.content ? [{ label: "Copy text", onPick: () => copy(message.content) }] : []),
    { label: "Copy message id", onPick: () => copy(message.id) },
    // Discord offers no commands on what only one user can see.
    ...(isForOne ? [] : applicationItems(MESSAGE_COMMAND, message.id, showsHidden, () => shown(true))),
  ], { label: "Message" });
  shown(false);
}

/** Opens the menu of a user, beside an element or at a point. */
export function openUserMenu(userId, anchor) {
  const user = get("user", userId);
  const direct = userId === acting.user ? undefined : all("channel").find((channel) => isBetween(channel, acting.user, userId));
  const shown = (showsHidden) => openMenu(anchor, [
    { label: `Mention ${nameOf(userId)}`, onPick: () => insert(`<@${userId}> `) },
    ...(direct && direct.id !== acting.channel ? [{ label: "Message", onPick: () => act({ channel: direct.id }) }] : []),
    ...(user && !user.bot && userId !== acting.user ? [{ label: `Act as ${user.name}`, onPick: () => act({ user: userId }) }] : []),
    { label: "Copy user id", onPick: () => copy(userId) },
    ...(user ? applicationItems(USER_COMMAND, userId, showsHidden, () => shown(true)) : []),
  ], { label: nameOf(userId) });
  shown(false);
}

function isBetween(channel, one, other) {
  return channel.type === DIRECT_MESSAGE && channel.recipients.includes(one) && channel.recipients.includes(other);
}

function applicationItems(type, target, showsHidden, showHidden) {
  const group = `Apps: ${bot()?.application.name ?? ""}`;
  const commands = commandsOf(type);
  const hidden = commands.filter((command) => command.hidden !== null);
  const items = commands.filter((command) => command.hidden === null)
    .map((command) => ({ label: localized(command), group, onPick: () => use(command, target) }));
  if (!hidden.length) return items;
  if (!showsHidden) return [...items, { label: hiddenWords(hidden.length), detail: "Show which, and why", group, onPick: showHidden }];
  const shown = hidden.map((command) => ({ label: localized(command), detail: command.hidden, disabled: true, isFirst: true, group }));
  return [...items, ...shown];
}

function use(command, target) {
  const { user, channel, locale } = acting;
  return perform("/playground/interactions", { user, channel, locale, type: command.type, name: command.name, target });
}

async function copy(text) {
  if (!await copied(text)) complain("The browser does not let this page copy.");
}
