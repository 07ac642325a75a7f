/* The playground: a form that sends commands, and a conversation that shows what became of them. */

import { element } from "./markdown.js";
import { conversationEntry } from "./conversation.js";
import { optionField } from "./options.js";

const SUB_COMMAND = 1, SUB_COMMAND_GROUP = 2;
const CHAT_INPUT = 1, USER = 2, MESSAGE = 3, PRIMARY_ENTRY_POINT = 4;
const POLL_MILLISECONDS = 600;

const at = (id) => document.getElementById(id);
let state = null;
let commandList = [];
let fields = [];
const shown = new Map();

/** Lists what can be invoked: each subcommand by itself, with its path. */
function invocables(commands) {
  const found = [];
  const walk = (path, thing, kind, description) => {
    const inner = (thing.options ?? []).filter((option) => option.type <= SUB_COMMAND_GROUP);
    if (inner.length === 0) found.push({ path, kind, description, options: thing.options ?? [] });
    for (const option of inner) walk(`${path} ${option.name}`, option, kind, option.description);
  };
  for (const command of commands) {
    // A guild's command hides the global one of its name; guild commands stand first.
    const known = found.some((f) => f.kind === command.type && f.path.split(" ")[0] === command.name && command.type === CHAT_INPUT && !("guild_id" in command) && f.guild);
    if (!known) {
      const before = found.length;
      walk(command.name, command, command.type, command.description);
      for (const one of found.slice(before)) one.guild = "guild_id" in command;
    }
  }
  return found;
}

function label(one) {
  if (one.kind === CHAT_INPUT) return "/" + one.path;
  if (one.kind === PRIMARY_ENTRY_POINT) return one.path + " (entry point)";
  return one.path + (one.kind === USER ? " (on a user)" : " (on a message)");
}

/** Fills a select, keeping what was chosen. */
function fill(select, entries) {
  const before = select.value;
  select.replaceChildren(...entries.map(([value, text]) => element("option", { value }, text)));
  if (entries.some(([value]) => value === before)) select.value = before;
}

function chosen() {
  return commandList[Number(at("command").value)] ?? null;
}

function showCommands() {
  const before = chosen();
  const list = invocables(state.commands);
  if (JSON.stringify(list) === JSON.stringify(commandList)) return;
  commandList = list;
  const select = at("command");
  select.replaceChildren(...list.map((one, index) => element("option", { value: String(index) }, one.description ? `${label(one)}: ${one.description}` : label(one))));
  const same = before ? list.findIndex((one) => one.path === before.path && one.kind === before.kind) : -1;
  select.value = String(Math.max(same, 0));
  showOptions();
}

function showOptions() {
  const one = chosen();
  at("send").disabled = one === null;
  at("description").textContent = one === null ? "No command is registered yet." : one.description;
  const world = { ...state, typing: { origin, completed, others: () => values(fields) } };
  if (one === null || one.kind === PRIMARY_ENTRY_POINT) fields = [];
  else if (one.kind === CHAT_INPUT) fields = one.options.map((option) => optionField(option, world, one.path));
  else fields = [optionField(targetOption(one.kind), world, one.path)];
  at("options").replaceChildren(...fields.map((field) => field.node));
}

function targetOption(kind) {
  return { name: "target", description: kind === USER ? "The user it is used on" : "The message it is used on", type: kind === USER ? 6 : "message", required: true };
}

function values(of) {
  const given = {};
  for (const field of of) {
    const value = field.value();
    if (value !== null && !(value instanceof File)) given[field.name] = value;
  }
  return given;
}

function origin() {
  return { user: at("user").value, channel: at("channel").value };
}

async function completed(path, focused, value) {
  const options = values(fields);
  delete options[focused];
  const response = await fetch("/playground/autocomplete", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...origin(), name: path, focused, value, options }),
  });
  return response.json();
}

async function send(event) {
  event.preventDefault();
  const one = chosen();
  if (one === null) return;
  const wanted = { ...origin(), name: one.path, type: one.kind };
  const form = new FormData();
  if (one.kind === CHAT_INPUT) {
    wanted.options = values(fields);
    for (const field of fields) {
      const value = field.value();
      if (value instanceof File) form.append(field.name, value);
    }
  } else if (one.kind !== PRIMARY_ENTRY_POINT) {
    wanted.target = fields[0].value();
  }
  form.append("payload_json", JSON.stringify(wanted));
  at("error").textContent = "";
  try {
    const response = await fetch("/playground/interactions", { method: "POST", body: form });
    if (!response.ok) at("error").textContent = (await response.json()).error;
  } catch {
    at("error").textContent = "The playground's server cannot be reached.";
  }
  await refresh();
}

function showConversation() {
  const list = at("conversation");
  const names = {
    users: new Map(state.users.map((user) => [user.id, user.name])),
    roles: new Map(state.roles.map((role) => [role.id, role.name.replace(/^@/, "")])),
    channels: new Map(state.channels.map((channel) => [channel.id, channel.name])),
  };
  const wasAtEnd = window.innerHeight + window.scrollY >= document.body.scrollHeight - 40;
  const known = new Set(state.interactions.map((interaction) => interaction.id));
  for (const [id, entry] of shown) {
    if (!known.has(id)) { entry.node.remove(); shown.delete(id); }
  }
  let grew = false;
  for (const interaction of state.interactions) {
    const text = JSON.stringify(interaction);
    const before = shown.get(interaction.id);
    if (before?.text === text) continue;
    const node = conversationEntry(interaction, names);
    if (before) {
      if (before.node.querySelector("details")?.open) node.querySelector("details")?.setAttribute("open", "");
      before.node.replaceWith(node);
    } else {
      list.append(node);
    }
    shown.set(interaction.id, { text, node });
    grew = true;
  }
  at("empty").hidden = state.interactions.length > 0;
  if (grew && wasAtEnd) list.lastElementChild?.scrollIntoView({ block: "nearest" });
}

function showLog() {
  const records = [...state.violations.map((line) => ({ level: "warning", message: `against Discord's rules: ${line}` })), ...state.logs];
  at("log-count").textContent = records.length ? `(${records.length})` : "";
  at("log").replaceChildren(...records.map((record) => {
    const line = element("li", {}, [record.level, record.message, record.interaction_id].filter(Boolean).join("  "));
    line.dataset.level = String(record.level ?? "").toLowerCase();
    return line;
  }));
}

function showStatus() {
  const words = {
    starting: "The bot is starting",
    running: "The bot is running",
    incomplete: "The bot is running without what could not be loaded",
    failed: "The bot does not run",
  };
  const { state: kind, detail } = state.bot;
  at("status").dataset.state = kind;
  // Of an incomplete bot, each line names another mistake.
  at("status").textContent = words[kind] + (detail ? (kind === "incomplete" ? ":\n" : ": ") + detail : "");
}

function show() {
  document.title = `${state.application.name} playground`;
  at("title").textContent = `${state.application.name} playground`;
  showStatus();
  fill(at("user"), state.users.filter((user) => !user.bot).map((user) => [user.id, user.name]));
  fill(at("channel"), [...state.channels.filter((c) => c.can_act).map((c) => [c.id, `#${c.name}`]), ["dm", "Direct message"]]);
  showCommands();
  showConversation();
  showLog();
}

async function refresh() {
  try {
    const response = await fetch(`/playground/state?since=${state?.revision ?? ""}`);
    if (response.status === 200) {
      const first = state === null;
      state = await response.json();
      if (first) showOptions();
      show();
      if (first) {
        const bots = state.channels.find((channel) => channel.name === "bots");
        if (bots) at("channel").value = bots.id;
      }
    } else if (state !== null && response.status === 204 && at("status").dataset.state === "lost") {
      show();
    }
  } catch {
    at("status").dataset.state = "lost";
    at("status").textContent = "The playground's server cannot be reached";
  }
}

async function follow() {
  await refresh();
  setTimeout(follow, document.hidden ? POLL_MILLISECONDS * 4 : POLL_MILLISECONDS);
}

at("form").addEventListener("submit", send);
at("command").addEventListener("change", showOptions);
follow();
