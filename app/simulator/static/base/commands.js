/* Commands as the acting user knows them: those that are registered here, by their names in his language. */

import { acting, seen } from "./store.js";

export const CHAT_INPUT = 1;

/* Where a locale has no text of its own, Discord takes these before the default. */
const FALLBACKS = { "en-US": "en-GB", "en-GB": "en-US", "es-419": "es-ES" };

/** Gives the name or the description of a command, an option or a choice in the acting user's language. */
export function localized(thing, key = "name") {
  const texts = thing[`${key}_localizations`] ?? {};
  return texts[acting.locale] ?? texts[FALLBACKS[acting.locale]] ?? thing[key] ?? "";
}

/** Gives the commands of a type; a guild's own stands before the global one of its name, and hides it. */
export function commandsOf(type) {
  const names = new Set();
  return seen.commands.filter((command) => {
    if ((command.type ?? CHAT_INPUT) !== type || names.has(command.name)) return false;
    names.add(command.name);
    return true;
  });
}

/** Gives the name of a command that was used, `/tag show` or `Count words`, in the acting user's language. */
export function localizedName(name) {
  const path = name.startsWith("/") ? name.slice(1).split(" ") : [name];
  const isTyped = name.startsWith("/");
  const words = [];
  let level = seen.commands.filter((command) => ((command.type ?? CHAT_INPUT) === CHAT_INPUT) === isTyped);
  for (const word of path) {
    const found = level.find((one) => one.name === word);
    // What is not registered any more keeps the name by which it was used.
    if (!found) return name;
    words.push(localized(found));
    level = found.options ?? [];
  }
  return `${isTyped ? "/" : ""}${words.join(" ")}`;
}
