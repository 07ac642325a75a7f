/* Messages that Discord writes itself: who pinned something, who came, which thread was begun. */

import { shownName } from "../base/avatar.js";
import { element } from "../base/dom.js";
import { act, get } from "../base/store.js";

const PINNED = 6, FOLLOWED = 12, THREAD_CREATED = 18;

/* After the name of whoever did it. A message of any other type is what somebody or something said. */
const DEEDS = {
  1: "added somebody to the group.",
  2: "left the group.",
  3: "started a call.",
  4: "changed the name of the channel.",
  5: "changed the icon of the channel.",
  6: "pinned a message to this channel.",
  7: "joined the server.",
  8: "boosted the server.",
  9: "boosted the server, which reached level 1.",
  10: "boosted the server, which reached level 2.",
  11: "boosted the server, which reached level 3.",
  12: "follows a channel from here on:",
  14: "The server has been removed from Server Discovery.",
  15: "The server can be found in Server Discovery again.",
  16: "The server does not meet the conditions of Server Discovery any more.",
  17: "The server has not met the conditions of Server Discovery for 3 weeks.",
  18: "started a thread:",
  22: "Invite somebody to this server to get it going.",
  25: "bought a role subscription.",
  26: "was asked to buy something of the app.",
  27: "started the stage.",
  28: "ended the stage.",
  29: "speaks on the stage now.",
  31: "changed the topic of the stage.",
  32: "subscribed to an app for the server.",
  36: "put the server on alert.",
  37: "took the server off alert.",
  38: "reported a raid.",
  39: "reported a false alarm.",
  44: "bought something.",
  46: "The poll has closed.",
};
const OF_NOBODY = new Set([14, 15, 16, 17, 22, 46]);

/** Tells whether Discord wrote this message itself. */
export function isSystem(message) {
  return (message.type ?? 0) in DEEDS;
}

/** Shows such a message; `goTo(messageId)` is called to show the message that it is about. */
export function systemView(message, goTo) {
  const { type } = message;
  const name = OF_NOBODY.has(type) ? null : element("strong", {}, shownName(message.author));
  return element("p", { className: "system" }, name, name ? " " : null, DEEDS[type], extra(message, goTo));
}

function extra(message, goTo) {
  const reference = message.message_reference ?? {};
  if (message.type === PINNED && get("message", reference.message_id)) {
    const onclick = () => goTo(reference.message_id);
    return [" ", element("button", { type: "button", className: "text-button", onclick }, "See the message")];
  }
  if (message.type === THREAD_CREATED) return [" ", threadButton(reference.channel_id, message.content)];
  return message.type === FOLLOWED || message.content ? ` ${message.content ?? ""}` : null;
}

/** Makes the button that goes to a thread, or its name where it is gone. */
export function threadButton(id, name) {
  const thread = get("channel", id);
  if (!thread) return element("strong", {}, name);
  return element("button", { type: "button", className: "text-button", onclick: () => act({ channel: id }) }, thread.name ?? name);
}
