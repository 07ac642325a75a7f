/* The conversation of the channel in which the user acts: what is listed in it, and how it is gone through. */

import { at as placed, element, keyed } from "../base/dom.js";
import { byAge, isYounger } from "../base/snowflakes.js";
import { act, acting, all, connection, get, seen, watch } from "../base/store.js";
import { placeAfter } from "../base/walking.js";
import { openMessageMenu, openUserMenu } from "./context_menus.js";
import { placeOf } from "./mentions.js";
import { messageView, timeOf } from "./message.js";
import { isEphemeral, isForAnother } from "./message_flags.js";
import { isPending, pendingView } from "./pending.js";
import { followEnd } from "./scrolling.js";
import { isSystem } from "./system_messages.js";
import { dayOf, written } from "./times.js";
import { enterToolbar, liftToolbar, placeToolbar } from "./toolbar.js";

const GROUP = 7 * 60_000;
const WITH_LINE_ABOVE = new Set([19, 20, 23]);
const FLASH = 1600, SILENT = 1000;
/* What a message may show of the world beside itself. */
const NAMED = ["user", "member", "role", "channel", "guild", "emoji"];
const SHOWN = {
  user: ({ id, name }) => [id, name],
  member: ({ guild_id: guild, user_id: user, nick, roles }) => [guild, user, nick, roles],
  role: ({ id, name, color, position }) => [id, name, color, position],
  channel: ({ id, name, can_act: isPlace }) => [id, name, isPlace],
  guild: ({ id }) => id,
  emoji: ({ id, name }) => [id, name],
};
const texts = new WeakMap();

let root, list, end;
let world = "", commands = "", context = "", version = 0, newest = "", silence = 0, isSeen = false;

/** Begins to show the conversation. */
export function mountConversation(place) {
  root = place;
  list = element("div", { className: "entries" });
  end = followEnd(root, list);
  root.replaceChildren(list, end.button);
  root.addEventListener("pointerover", (event) => placeOn(event.target));
  root.addEventListener("pointerleave", liftToolbar);
  root.addEventListener("focusin", (event) => placeOn(event.target));
  root.addEventListener("contextmenu", openMenu);
  root.addEventListener("keydown", walk);
  root.addEventListener("click", followPlace);
  watch([...NAMED, "acting"], () => { world = JSON.stringify(NAMED.map((kind) => all(kind).map(SHOWN[kind]))); });
  watch(["seen"], () => {
    isSeen = true;
    commands = JSON.stringify(seen.commands.map(({ name, name_localizations: names, options }) => [name, names, options]));
  });
  watch(["message", "interaction", ...NAMED, "acting", "seen", "bot"], (changed) => draw(changed.has("acting")));
}

/* Shows a message: goes to its channel, scrolls there, and marks it for a moment. */
function goTo(messageId) {
  const message = get("message", messageId);
  if (message && message.channel_id !== acting.channel) act({ channel: message.channel_id });
  const article = [...list.children].find((one) => one.dataset.message === messageId);
  if (!article) return;
  article.scrollIntoView({ block: "center" });
  article.focus({ preventScroll: true });
  article.classList.add("flash");
  setTimeout(() => article.classList.remove("flash"), FLASH);
}

function draw(isElsewhere = false) {
  if (!isSeen) return;
  const now = `${acting.user} ${acting.locale} ${acting.channel} ${Object.keys(seen.channels)} ${commands} ${world}`;
  if (now !== context) [context, version] = [now, version + 1];
  const things = isHidden() ? [] : thingsHere();
  const entries = [isHidden() ? hiddenEntry() : beginning()];
  let before = null;
  for (const thing of things) {
    if (dayOf(thing.at) !== dayOf(before?.at)) entries.push(dayEntry(thing.at));
    entries.push(thing.interaction ? pendingEntry(thing) : messageEntry(thing, before));
    before = thing;
  }
  const last = things.at(-1);
  const isMine = last && isYounger(last.id, newest) && isOfActing(last);
  newest = last?.id ?? "";
  if (isElsewhere) beSilent();
  const focus = focusIn(list);
  end.around(() => keyed(list, entries), { goToEnd: isElsewhere || isMine });
  focus?.giveBack();
}

/* A reader that is told of what comes is not to be told all of another channel. */
function beSilent() {
  clearTimeout(silence);
  root.setAttribute("aria-live", "off");
  silence = setTimeout(() => root.setAttribute("aria-live", "polite"), SILENT);
}

/* What the user sends himself he wants to see, wherever he has scrolled to. */
function isOfActing({ interaction, message }) {
  if (interaction) return interaction.user_id === acting.user;
  return message.author?.id === acting.user || message.interaction_metadata?.user?.id === acting.user;
}

/* What he cannot look into is not shown to him; while nobody says what he sees, nothing is hidden. */
function isHidden() {
  return connection === "connected" && !(acting.channel in seen.channels);
}

function thingsHere() {
  const messages = all("message").filter(isVisible).map((message) =>
    ({ key: `message/${message.id}`, id: message.id, message, at: timeOf(message) }));
  const pending = all("interaction").filter(isPending).map((interaction) =>
    ({ key: `interaction/${interaction.id}`, id: interaction.id, interaction, at: new Date(interaction.created_at * 1000).toISOString() }));
  if (!pending.length) return messages;
  return [...messages, ...pending].sort((one, other) => byAge(one.id, other.id));
}

function isVisible(message) {
  return message.channel_id === acting.channel && !isForAnother(message);
}

function messageEntry({ key, message, at }, before) {
  const isHead = !isSystem(message) && beginsGroup(message, at, before);
  return { key, text: `${isHead} ${version} ${textOf(message)}`, make: () => messageView(message, { isHead, goTo }) };
}

function pendingEntry({ key, interaction }) {
  return { key, text: `${version} ${textOf(interaction)}`, make: () => pendingView(interaction, () => draw()) };
}

function dayEntry(at) {
  const date = new Date(at), key = `day/${dayOf(at)}`;
  const make = () => element("div", { className: "day", role: "separator" },
    element("time", { dateTime: date.toISOString() }, written(date, "D")));
  return { key, text: acting.locale, make };
}

function beginning() {
  const channel = get("channel", acting.channel);
  const name = channel?.guild_id ? `#${channel.name}` : "this conversation";
  return { key: "beginning", text: version, make: () => element("div", { className: "beginning" },
    element("p", { className: "beginning-name" }, `This is the beginning of ${name}.`),
    channel?.topic ? element("p", { className: "note" }, channel.topic) : null) };
}

function hiddenEntry() {
  return { key: "hidden", text: version, make: () => element("div", { className: "beginning" },
    element("p", { className: "beginning-name" }, "This channel is hidden."),
    element("p", { className: "note" }, `${get("user", acting.user)?.name ?? "Whoever acts"} may not look into it.`)) };
}

function beginsGroup(message, at, before) {
  if (!before?.message || isSystem(before.message) || WITH_LINE_ABOVE.has(message.type)) return true;
  const one = message.author ?? {}, other = before.message.author ?? {};
  const isOther = one.id !== other.id || one.username !== other.username || isEphemeral(message) !== isEphemeral(before.message);
  return isOther || new Date(at) - new Date(before.at) > GROUP || dayOf(at) !== dayOf(before.at);
}

/* The store gives the same object as long as nothing changed, so each is written down once. */
function textOf(thing) {
  if (!texts.has(thing)) texts.set(thing, JSON.stringify(thing));
  return texts.get(thing);
}

/*
 * An entry that is made anew takes the focus along, and one that is gone leaves it to the next. Components see to
 * their own first; where what was used is there no more, or can be used no more, their message has it.
 */
function focusIn(within) {
  const active = document.activeElement, article = active?.closest?.("article");
  if (!article || !within.contains(article)) return null;
  const controls = "button, a, input", isComponent = Boolean(active.closest(".components"));
  const place = [...article.querySelectorAll(controls)].filter((one) => !one.closest(".message-tools")).indexOf(active);
  const articles = [...within.querySelectorAll(":scope > article")], index = articles.indexOf(article);
  const candidates = [...articles.slice(index), ...articles.slice(0, index).reverse()].map(nameOfEntry);
  const giveBack = () => {
    if (isFocusKept()) return;
    const now = new Map([...within.querySelectorAll(":scope > article")].map((one) => [nameOfEntry(one), one]));
    const next = candidates.map((name) => now.get(name)).find(Boolean) ?? placed("composer-text") ?? root;
    if (!isComponent && nameOfEntry(next) === candidates[0]) next.querySelectorAll(controls)[place]?.focus({ preventScroll: true });
    if (!isFocusKept()) next.focus({ preventScroll: true });
  };
  return { giveBack: () => active.isConnected || queueMicrotask(giveBack) };
}

function nameOfEntry({ dataset }) {
  return dataset.message ?? dataset.interaction;
}

function isFocusKept() {
  return Boolean(document.activeElement) && document.activeElement !== document.body;
}

function articleOf(node) {
  return node instanceof Element ? node.closest("article.message") : null;
}

function placeOn(target) {
  const article = articleOf(target);
  if (article) placeToolbar(article);
}

/* A link to a channel or a message that is known here leads there, and not out of the page. */
function followPlace(event) {
  const place = placeOf(event.target.closest?.("a")?.href);
  if (!place || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (get("message", place.message)) goTo(place.message);
  else act({ channel: place.channel });
}

/* Where there is a text or an address to copy, and with Shift, the browser's own menu is wanted. */
function openMenu(event) {
  const article = articleOf(event.target), message = get("message", article?.dataset.message);
  const isText = event.target.closest("a, input, textarea, img") || String(getSelection()).trim();
  if (event.shiftKey || isText) return;
  const user = event.target.closest("[data-user]")?.dataset.user;
  if (!user && !message) return;
  event.preventDefault();
  const isPointer = event.button === 2 || Boolean(event.pointerType);
  const anchor = isPointer ? { x: event.clientX, y: event.clientY } : event.target;
  if (user) openUserMenu(user, anchor);
  else openMessageMenu(message, anchor);
}

/* As in Discord's client, arrows go from message to message, and Enter to what can be done with one. */
function walk(event) {
  const here = event.target === root ? null : event.target.matches?.("article.message") ? event.target : undefined;
  if (here === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  const articles = [...list.querySelectorAll(":scope > article")];
  const next = placeAfter(event.key, here ? articles.indexOf(here) : articles.length, articles.length);
  if (next !== undefined) {
    event.preventDefault();
    articles[next].focus();
    articles[next].scrollIntoView({ block: "nearest" });
  } else if (here && event.key === "Enter") {
    event.preventDefault();
    enterToolbar(here);
  }
}
