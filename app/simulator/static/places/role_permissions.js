/* The permissions of a role, to be searched and changed: which commands are seen, and what the bot is told, follows. */

import { openDialog } from "../base/dialog.js";
import { element } from "../base/dom.js";
import { inTurn, read, send } from "../base/server.js";
import { announce, get, refresh } from "../base/store.js";

const ADMINISTRATOR = 8n;

/* Two boxes of one role that are ticked at once must not undo each other. */
const turn = inTurn();
let names = [], asked = null;

/** Gives Discord's permissions as `{ name, bit }`; none before the server has told them, which is announced. */
export function permissionNames() {
  load();
  return names;
}

/* Gives what speaks against it, or "". */
function load() {
  asked ??= read("/playground/permissions").then((found) => {
    names = found;
    announce("permissions");
    return "";
  }, (error) => {
    // Asked again when they are wanted the next time.
    asked = null;
    return error.message;
  });
  return asked;
}

/** Opens the dialog for the permissions of a role. */
export async function openRolePermissions(guildId, roleId) {
  const failure = await load();
  const role = get("role", roleId);
  if (!role) return;
  const problem = element("p", { className: "failed-note", role: "alert" }, failure);
  const count = element("p", { className: "note", role: "status" });
  const rows = names.map((permission) => permissionRow(guildId, role, permission, problem));
  const search = element("input", {
    type: "search", placeholder: "Search permissions", "aria-label": "Search permissions", autocomplete: "off",
  });
  const filter = () => {
    const wanted = search.value.trim().toLowerCase();
    for (const { row, name } of rows) row.hidden = !name.toLowerCase().includes(wanted);
    count.textContent = rows.every(({ row }) => row.hidden) ? "No permission is called that." : "";
  };
  search.addEventListener("input", filter);
  const note = "Administrator grants everything. What a channel allows or denies comes on top.";
  openDialog(`Permissions of ${role.name}`, [
    search, element("p", { className: "note" }, note), problem, count,
    element("div", { className: "permission-rows" }, rows.map(({ row }) => row)),
  ], { className: "role-permissions" });
}

function permissionRow(guildId, role, { name, bit }, problem) {
  const mask = BigInt(bit);
  const has = () => Boolean(BigInt(get("role", role.id)?.permissions ?? "0") & mask);
  const box = element("input", { type: "checkbox", checked: has() });
  const change = async () => {
    problem.textContent = "";
    const before = BigInt(get("role", role.id)?.permissions ?? "0");
    const permissions = String(box.checked ? before | mask : before & ~mask);
    try {
      await send("/playground/roles", { guild: guildId, role: role.id, permissions });
    } catch (error) {
      problem.textContent = error.message;
    }
    await refresh();
    box.checked = has();
  };
  box.addEventListener("change", () => turn(change));
  return { name, row: element("label", { className: `check${mask === ADMINISTRATOR ? " strong" : ""}` }, box, element("span", {}, name)) };
}
