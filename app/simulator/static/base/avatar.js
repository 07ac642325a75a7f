/* Who somebody is at a glance: a disc with the first letter of his name, and the name in his role's colour. */

import { paint } from "./colors.js";
import { element } from "./dom.js";
import { colorOf } from "./roles.js";
import { get, nameOf } from "./store.js";

const SHADES = 8;

/** Makes the avatar of a user, given by id or as Discord's object; pictures are not fetched from anywhere. */
export function avatarView(user) {
  const id = typeof user === "object" ? user?.id : user;
  const name = shownName(typeof user === "object" ? user : { id });
  const letter = [...name.replace(/[^\p{L}\p{N}]/gu, "")][0] ?? "?";
  const shade = [...String(id ?? "")].reduce((sum, digit) => (sum * 31 + digit.charCodeAt(0)) % 9973, 7) % SHADES;
  return element("span", { className: `avatar shade-${shade}`, "aria-hidden": "true" }, letter.toUpperCase());
}

/** Gives the name of a user object: as he is called here, else as the object has it. */
export function shownName(user) {
  if (user?.id && get("user", user.id)) return nameOf(user.id);
  return user?.global_name ?? user?.username ?? user?.name ?? "unknown-user";
}

/** Makes a name in the colour that it has here. */
export function nameView(user, properties = {}, tag = "span") {
  return paint(element(tag, properties, shownName(user)), user?.id ? colorOf(user.id) : 0);
}
