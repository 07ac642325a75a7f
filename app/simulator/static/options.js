/* One field of the form for each option of a command, fitting its type. */

import { element } from "./markdown.js";

const STRING = 3, INTEGER = 4, BOOLEAN = 5, USER = 6, CHANNEL = 7, ROLE = 8, MENTIONABLE = 9, NUMBER = 10, ATTACHMENT = 11;
const TYPING_PAUSE_MILLISECONDS = 250;
let made = 0;

/**
 * Makes a field: `node` to show, `value()` to read, null where nothing was entered.
 * `world` has the users, roles, channels and messages to pick from.
 */
export function optionField(option, world, path) {
  const id = `option-${++made}`;
  const [control, read, extra] = editor(option, world, path, id);
  control.id = id;
  control.required = Boolean(option.required) && control.type !== "checkbox";
  const needed = option.required ? element("span", { className: "needed" }, " (required)") : null;
  const hint = element("p", { className: "hint", id: `${id}-hint` }, option.description);
  control.setAttribute("aria-describedby", hint.id);
  const node = element("div", { className: "field" }, element("label", { htmlFor: id }, option.name, needed), control, hint, extra ?? null);
  return { name: option.name, node, value: read };
}

function editor(option, world, path, id) {
  if (option.choices?.length) return picker(option, option.choices.map((choice) => [choice.value, choice.name]));
  switch (option.type) {
    case BOOLEAN:
      return picker(option, [[true, "True"], [false, "False"]]);
    case USER:
      return picker(option, world.users.map((user) => [user.id, user.name]));
    case ROLE:
      return picker(option, world.roles.map((role) => [role.id, role.name]));
    case CHANNEL: {
      const fitting = world.channels.filter((channel) => !option.channel_types?.length || option.channel_types.includes(channel.type));
      return picker(option, fitting.map((channel) => [channel.id, channel.name]));
    }
    case MENTIONABLE:
      return picker(option, [...world.users.map((user) => [user.id, user.name]), ...world.roles.map((role) => [role.id, `role: ${role.name}`])]);
    case "message":
      return picker(option, world.messages.map((message) => [message.id, `${message.author}: ${message.content}`]));
    case ATTACHMENT: {
      const input = element("input", { type: "file" });
      return [input, () => input.files[0] ?? null];
    }
    case INTEGER:
    case NUMBER:
      return typed(numberInput(option), option, world, path, id);
    default:
      return typed(textInput(option), option, world, path, id);
  }
}

/** Values keep their JSON type: the select holds only their index. */
function picker(option, entries) {
  const select = element("select", {});
  select.append(element("option", { value: "" }, option.required ? "choose…" : "(not given)"));
  entries.forEach(([, text], index) => select.append(element("option", { value: String(index) }, text)));
  return [select, () => (select.value === "" ? null : entries[Number(select.value)][0])];
}

function numberInput(option) {
  const input = element("input", { type: "number", step: option.type === INTEGER ? "1" : "any" });
  if (option.min_value !== undefined) input.min = option.min_value;
  if (option.max_value !== undefined) input.max = option.max_value;
  return input;
}

function textInput(option) {
  const input = element("input", { type: "text", autocomplete: "off" });
  if (option.min_length) input.minLength = option.min_length;
  if (option.max_length) input.maxLength = option.max_length;
  return input;
}

function typed(input, option, world, path, id) {
  const convert = (text) => (option.type === STRING ? text : Number(text));
  if (!option.autocomplete) return [input, () => (input.value === "" ? null : convert(input.value))];
  // A datalist's entries fill the field with their value; the name is what Discord would show.
  const list = element("datalist", { id: `${id}-choices` });
  const note = element("p", { className: "hint", role: "status" });
  input.setAttribute("list", list.id);
  let byName = new Map();
  let pause = null;
  let asked = 0;
  const ask = async () => {
    const turn = ++asked;
    const answer = await world.typing.completed(path, option.name, input.value).catch(() => ({ error: "no answer" }));
    if (turn !== asked) return;
    const choices = answer.choices ?? [];
    byName = new Map(choices.map((choice) => [String(choice.name), choice.value]));
    list.replaceChildren(...choices.map((choice) => element("option", { value: choice.name })));
    note.textContent = answer.error ?? answer.failure ?? (choices.length ? "" : "no choices");
  };
  const later = () => {
    clearTimeout(pause);
    if (!byName.has(input.value)) pause = setTimeout(ask, TYPING_PAUSE_MILLISECONDS);
  };
  input.addEventListener("input", later);
  input.addEventListener("focus", later, { once: true });
  const read = () => {
    if (input.value === "") return null;
    return byName.has(input.value) ? byName.get(input.value) : convert(input.value);
  };
  if (option.type !== STRING) input.type = "text";
  return [input, read, element("div", {}, list, note)];
}
