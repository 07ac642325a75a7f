/* Who acts: shown under the channels, and changed in a dialog, with all that Discord's answer to a command depends on. */

import { avatarView } from "../base/avatar.js";
import { openDialog } from "../base/dialog.js";
import { element } from "../base/dom.js";
import { rolesOf } from "../base/roles.js";
import { send } from "../base/server.js";
import { act, acting, all, guildHere, get, nameOf, refresh, watch } from "../base/store.js";
import { profileView } from "./profile.js";

let open = null;

/** Shows who acts, and keeps it true. */
export function mountPeople(root) {
  let shown = "";
  watch(["acting", "user", "member", "role", "seen", "bot", "guild", "profile", "permissions"], () => {
    const text = JSON.stringify([acting, nameOf(acting.user), roleNames()]);
    if (text !== shown && acting.user) drawPerson(root);
    shown = text;
    if (open) drawDialog();
  });
}

/* Opens the dialog in which somebody else can be picked, and he who acts be changed. */
function openPeople() {
  if (open) return;
  const list = element("ul", { className: "people-list" });
  const profile = element("div", { className: "people-profile" });
  const side = element("div", { className: "people-side" }, list, additionForm());
  open = { list, profile, shown: "" };
  drawDialog();
  openDialog("Acting as", [side, profile], {
    className: "people",
    onClose: () => {
      open = null;
      // The button that opened it may have been drawn anew since.
      document.querySelector("#person button")?.focus();
    },
  });
}

function drawPerson(root) {
  root.replaceChildren(
    element("span", { className: "person-avatar" }, avatarView(acting.user)),
    element("span", { className: "person-words" },
      element("strong", {}, nameOf(acting.user)),
      element("span", { className: "note" }, [...roleNames(), acting.locale].join(" · "))),
    element("button", {
      type: "button", className: "button quiet small", "aria-haspopup": "dialog", "aria-label": "Change who you act as",
      onclick: openPeople,
    }, "Change"),
  );
}

function roleNames() {
  const guild = guildHere();
  return guild ? rolesOf(guild.id, acting.user).map((role) => role.name) : [];
}

/* Drawn anew only where something is other than before, and so that the focus stays where it was. */
function drawDialog() {
  const people = all("user").filter((user) => !user.bot);
  const profile = profileView();
  const text = JSON.stringify([acting, people, profile.text]);
  if (text === open.shown) return;
  open.shown = text;
  const key = document.activeElement?.dataset?.key;
  open.list.replaceChildren(...people.map((user) => element("li", {}, personButton(user))));
  open.profile.replaceChildren(...profile.make());
  if (key) [...document.querySelectorAll(".people [data-key]")].find((one) => one.dataset.key === key)?.focus();
}

function personButton(user) {
  return element("button", {
    type: "button", className: "place", dataset: { key: `person-${user.id}` },
    "aria-pressed": String(user.id === acting.user), onclick: () => act({ user: user.id }),
  },
  element("span", { className: "place-avatar" }, avatarView(user.id)),
  element("span", { className: "place-name" }, nameOf(user.id)));
}

function additionForm() {
  const name = element("input", {
    name: "name", required: true, maxLength: 32, placeholder: "Name", autocomplete: "off", "aria-label": "Name of a new person",
  });
  const problem = element("p", { className: "failed-note", role: "alert" });
  const add = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    try {
      const { id } = await send("/playground/users", { name: name.value.trim() });
      name.value = "";
      await refresh();
      if (get("user", id)) await act({ user: String(id) });
    } catch (error) {
      problem.textContent = error.message;
    }
  };
  return element("form", { className: "people-add", onsubmit: add },
    name, element("button", { className: "button quiet" }, "Add"), problem);
}
