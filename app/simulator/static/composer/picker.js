/* The commands to pick from: what the acting user is offered here, each subcommand on its own, by what was typed. */

import { CHAT_INPUT, commandsOf, localized } from "../base/commands.js";
import { bot } from "../base/store.js";

const SUB_COMMAND = 1, SUB_COMMAND_GROUP = 2;

/** The value of the entry that shows, or hides again, the commands that are not offered here. */
export const HIDDEN = "hidden commands";

/*
 * All that can be invoked by `/`, hidden ones too.
 *
 * `path` is what Discord knows it by (`tag create`), `name` and `description` are in the user's language,
 * `options` are those to fill in, `hidden` is null or says why it is not offered.
 */
function invocables() {
  return commandsOf(CHAT_INPUT).flatMap((command) => leaves(command, [command]));
}

/** Says how many commands are not offered here. */
export function hiddenWords(count) {
  return count === 1 ? "1 command is hidden here" : `${count} commands are hidden here`;
}

/** Finds what is invoked by a path, if it is offered here. */
export function offered(path) {
  return invocables().find((one) => one.path === path && one.hidden === null);
}

/**
 * Finds the command that a text begins with, and what comes after it.
 *
 * Gives `{ found, rest }` as soon as the name is complete, with a space behind it; null before.
 */
export function typedCommand(text) {
  const lower = text.toLowerCase();
  for (const found of invocables().filter((one) => one.hidden === null)) {
    for (const name of [found.name, found.path]) {
      if (lower.startsWith(`/${name.toLowerCase()} `)) return { found, rest: text.slice(name.length + 2) };
    }
  }
  return null;
}

/**
 * Says why a text that begins like a command is none, or "" where it is something else.
 *
 * A path such as `/usr/bin` is no command, so the name ends with the text or a space.
 */
export function whyNoCommand(text) {
  const name = /^\/([\p{L}\p{N}_-]{1,32})(?=\s|$)/u.exec(text)?.[1];
  if (!name) return "";
  const alike = invocables().filter(({ path }) => path.split(" ")[0] === name.toLowerCase());
  const hidden = alike.find((one) => one.hidden !== null);
  if (hidden) return `/${name} is not offered here: ${reasonOf(hidden)}.`;
  if (alike.length) return `/${name} needs one of its subcommands: ${alike.map((one) => `/${one.name}`).join(", ")}.`;
  const isPerhapsLeftOut = ["incomplete", "failed"].includes(bot()?.state);
  return `There is no command /${name}${isPerhapsLeftOut ? "; it may be in what could not be loaded" : ""}.`;
}

/** Gives the picker's entries: names that fit first, then descriptions, and at the end the hint at hidden ones. */
export function pickerEntries(text, showsHidden) {
  const query = text.replace(/^\//, "").trim().toLowerCase();
  const ranked = invocables()
    .map((one) => ({ one, rank: rankOf(one, query) }))
    .filter(({ rank }) => rank !== null)
    .sort((a, b) => a.rank - b.rank || a.one.name.localeCompare(b.one.name));
  const fitting = ranked.map(({ one }) => one);
  const group = bot()?.application.name ?? "Commands";
  const entries = fitting.filter((one) => one.hidden === null).map((one) => ({
    value: one.path, label: `/${one.name}`, detail: one.description, group, icon: null,
  }));
  const hidden = fitting.filter((one) => one.hidden !== null);
  if (!hidden.length) return entries;
  const detail = showsHidden ? "hide again" : "which, and why";
  const toggle = { value: HIDDEN, label: hiddenWords(hidden.length), detail, group: "Not offered" };
  const shown = showsHidden ? hidden.map((one) => ({
    value: `hidden ${one.path}`, label: `/${one.name}`, detail: reasonOf(one), disabled: true, group: "Not offered",
  })) : [];
  return [...entries, toggle, ...shown];
}

/* The reason may begin with what is said before it anyway. */
function reasonOf({ hidden }) {
  return hidden.replace(/^\S+ is not offered here: /, "");
}

function leaves(thing, way) {
  const inner = (thing.options ?? []).filter((option) => option.type === SUB_COMMAND || option.type === SUB_COMMAND_GROUP);
  if (inner.length) return inner.flatMap((option) => leaves(option, [...way, option]));
  return [{
    path: way.map((step) => step.name).join(" "),
    name: way.map((step) => localized(step)).join(" "),
    description: localized(thing, "description"),
    options: thing.options ?? [],
    hidden: way[0].hidden ?? null,
  }];
}

/* The smaller the better: the whole name, the beginnings of its parts, anywhere in the name, in the description. */
function rankOf({ name, path, description }, query) {
  const names = [name.toLowerCase(), path.toLowerCase()];
  const words = query.split(/\s+/).filter(Boolean);
  if (names.some((one) => one.startsWith(query))) return 0;
  if (names.some((one) => words.every((word) => one.split(/[\s_-]/).some((part) => part.startsWith(word))))) return 1;
  if (names.some((one) => words.every((word) => one.includes(word)))) return 2;
  return words.every((word) => description.toLowerCase().includes(word)) ? 3 : null;
}
