/* The composer: a line to write messages in, which becomes a command's form after `/`. */

import { commandsOf, localized } from "../base/commands.js";
import { addressOf } from "../base/contexts.js";
import { at, element } from "../base/dom.js";
import { lengthOf } from "../base/lengths.js";
import { openMenu } from "../base/menu.js";
import { send } from "../base/server.js";
import { acting, get, nameOf, refresh, seen, watch } from "../base/store.js";
import { suggestions } from "../base/suggestions.js";
import { circumstances } from "./circumstances.js";
import { CommandForm } from "./command_form.js";
import { Files } from "./files.js";
import { begunMention, finishMention, mentionEntries } from "./mention_completion.js";
import { HIDDEN, offered, pickerEntries, typedCommand, whyNoCommand } from "./picker.js";

const PRIMARY_ENTRY_POINT = 4;
const LONGEST = 2000, COUNTED_FROM = 1800, TALLEST = 200;

let composer = null;

/** Puts the composer into its place. */
export function mountComposer(root) {
  composer = new Composer(root);
}

/** Makes the next message a reply to this one. */
export function replyTo(messageId) {
  composer?.replyTo(messageId);
}

/** Writes something where the user writes: a mention, or `/roll ` to begin a command. */
export function insert(text) {
  composer?.insert(text);
}

/** Says at the composer why something the user wanted was not done; "" when it is settled. */
export function complain(text) {
  composer?.complain(text);
}

class Composer {
  constructor(root) {
    this.form = null;
    this.last = null;
    this.reply = null;
    this.showsHidden = false;
    this.isSending = false;
    this.warnedOf = "";
    this.obstacle = this.warning = "";
    this.drafts = new Map();
    this.channel = "";
    this.build(root);
    this.picker = suggestions(this.text, {
      source: (query) => (isCommand(query) ? pickerEntries(query, this.showsHidden) : mentionEntries(begunMention(this.text))),
      onPick: ({ value }) => (isCommand(this.text.value) ? this.picked(value) : this.mention(value)),
      isWanted: (query) => this.form === null && (isCommand(query) || begunMention(this.text) !== null),
      label: "Commands and mentions",
      anchor: this.box,
      side: "above",
      stretch: true,
      tabPicks: true,
      keepsRole: true,
      empty: (query) => nothingFits(query),
    });
    this.listen(root);
    watch(["connection", "bot", "acting", "channel", "seen", "message"], (changed) => this.changed(changed));
    this.changed(new Map([["acting", new Set()]]));
  }

  build(root) {
    this.alert = element("p", { role: "alert", className: "composer-alert" });
    this.notice = element("p", { role: "status", className: "composer-notice", hidden: true });
    this.replyBar = element("p", { className: "composer-reply", hidden: true });
    this.files = new Files();
    this.more = element("button", {
      type: "button", className: "composer-more", "aria-label": "More: files, activities", "aria-haspopup": "menu",
    }, "+");
    this.text = element("textarea", {
      id: "composer-text", rows: 1, "aria-label": "Message", "aria-describedby": "composer-keys", autocomplete: "off",
    });
    this.count = element("span", { className: "composer-count", role: "status" });
    this.go = element("button", { type: "button", className: "composer-send", "aria-label": "Send" }, "➤");
    this.line = element("div", { className: "composer-line" }, this.more, this.text, this.count, this.go);
    this.box = element("div", { className: "composer" }, this.replyBar, this.files.node, this.line);
    const keys = element("p", { id: "composer-keys", className: "visually-hidden" },
      "Enter sends, Shift and Enter begins a new line, a slash begins a command.");
    root.append(this.alert, this.notice, this.box, keys);
  }

  listen(root) {
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.go.addEventListener("click", () => (this.form ? this.form.submit() : this.write()));
    this.more.addEventListener("click", () => this.openMore());
    root.addEventListener("paste", (event) => this.takeFiles(event, event.clipboardData));
    const stage = at("stage");
    stage.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
    stage.addEventListener("drop", (event) => this.takeFiles(event, event.dataTransfer));
  }

  /* What the user is told before he writes: that nothing would come of it, or why it cannot be sent. */
  changed(changed) {
    if (changed.has("acting")) this.moved();
    if (changed.has("seen")) this.checkCommand();
    // A command may have been typed before its name was known.
    if (changed.has("seen") && !this.form && this.text.value.startsWith("/")) this.typed();
    if (changed.has("message") && this.reply && !get("message", this.reply)) this.replyTo(null);
    const { obstacle, warning } = circumstances();
    if (this.obstacle && this.obstacle !== obstacle && this.alert.textContent === this.obstacle) this.complain("");
    this.obstacle = obstacle;
    // What the bot could not be asked while it was away, it can be asked now.
    if (this.warning && !warning) this.form?.askAgain();
    this.warning = warning;
    if (this.notice.textContent !== (obstacle || warning)) this.notice.textContent = obstacle || warning;
    this.complain(this.alert.textContent);
    this.go.disabled = this.isSending || obstacle !== "";
    const channel = get("channel", acting.channel);
    this.text.placeholder = channel ? `Message ${addressOf(channel)}, or / for commands` : "";
    if (this.picker.isOpen()) this.picker.refresh();
  }

  /* Each channel keeps what was written for it. */
  moved() {
    if (this.channel === acting.channel) return;
    if (this.channel) this.drafts.set(this.channel, this.text.value);
    this.channel = acting.channel;
    this.replyTo(null);
    if (!this.form) this.setText(this.drafts.get(this.channel) ?? "");
    this.complain("");
  }

  /* A command that was changed while it is being filled in keeps what still fits. */
  checkCommand() {
    if (!this.form) return;
    const { command } = this.form;
    const now = offered(command.path);
    if (!now) {
      this.leave(`/${command.name}`);
      this.picker.close();
      this.complain(`/${command.name} is not offered here any more.`);
    } else if (JSON.stringify(now) !== JSON.stringify(command)) {
      const hadFocus = this.form.node.contains(document.activeElement);
      const states = this.form.state();
      this.begin(now, hadFocus, (form) => form.restore(states));
    }
  }

  typed() {
    this.fit();
    this.complain("");
    const typed = this.text.value.startsWith("/") && typedCommand(this.text.value);
    const hadFocus = document.activeElement === this.text;
    if (typed) this.begin(typed.found, hadFocus, (form) => form.takeText(typed.rest));
  }

  fit() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, TALLEST)}px`;
    const length = lengthOf(this.text.value);
    this.count.textContent = length > COUNTED_FROM ? String(LONGEST - length) : "";
    this.count.classList.toggle("bad", length > LONGEST);
  }

  setText(text) {
    this.text.value = text;
    this.fit();
  }

  key(event) {
    if (event.defaultPrevented || event.isComposing) return;
    const action = {
      Enter: event.shiftKey ? null : () => this.write(),
      ArrowUp: this.text.value || !this.last ? null : () => this.again(),
      Escape: this.reply ? () => this.replyTo(null) : null,
    }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  picked(value) {
    if (value !== HIDDEN) {
      this.begin(offered(value));
      return false;
    }
    this.showsHidden = !this.showsHidden;
    return true;
  }

  mention(id) {
    const begun = begunMention(this.text);
    if (begun) finishMention(this.text, begun, id);
    this.fit();
  }

  /* Begins to fill in a command in place of the text. */
  begin(command, hasFocus = true, fill = () => {}) {
    this.form?.destroy();
    this.form?.node.remove();
    this.form?.hint.remove();
    this.picker.close();
    this.form = new CommandForm(command, {
      anchor: this.box,
      onSend: (values, files) => this.invoke(command, values, files),
      onLeave: (text) => this.leave(text),
      onProblem: (text) => this.complain(text),
    });
    fill(this.form);
    this.setText("");
    this.text.hidden = true;
    this.count.hidden = true;
    this.line.before(this.form.hint);
    this.text.before(this.form.node);
    if (hasFocus) this.form.focus();
  }

  leave(text) {
    const hadFocus = this.form.node.contains(document.activeElement) || document.activeElement === this.go;
    this.form.destroy();
    this.form.node.remove();
    this.form.hint.remove();
    this.form = null;
    this.text.hidden = false;
    this.count.hidden = false;
    this.setText(text);
    if (hadFocus) this.text.focus();
    this.complain("");
    if (text) this.picker.open();
  }

  again() {
    const command = offered(this.last.path);
    if (!command) return this.complain(`/${this.last.path} is not offered here.`);
    return this.begin(command, true, (form) => form.restore(this.last.states));
  }

  async invoke(command, options, files) {
    const states = this.form.state();
    const { user, channel, locale } = acting;
    const wanted = { user, channel, locale, type: 1, name: command.path, options };
    await this.sending("/playground/interactions", wanted, files, () => {
      this.last = { path: command.path, states };
      if (this.form?.command === command) this.leave("");
    });
  }

  async write() {
    const written = this.text.value, content = written.trim();
    if (!content && !this.files.chosen.length) return;
    const length = lengthOf(content);
    if (length > LONGEST) return this.complain(`A message has at most ${LONGEST} characters; this has ${length}.`);
    if (!this.isMeant(content)) return;
    const { user, channel } = acting;
    const wanted = { user, channel, content, ...(this.reply ? { reply_to: this.reply } : {}) };
    const { chosen } = this.files;
    this.picker.close();
    await this.sending("/playground/messages", wanted, chosen.map((file, index) => [`files[${index}]`, file]), () => {
      this.files.remove(chosen);
      this.sent(channel, written);
    });
  }

  /* Who writes `/weather` wants the command: where there is none, he is asked before others read it. */
  isMeant(content) {
    const typed = content.startsWith("/") && typedCommand(`${content} `);
    if (typed && !typed.rest) {
      this.begin(typed.found);
      return false;
    }
    const why = this.warnedOf === content ? "" : whyNoCommand(content);
    this.warnedOf = content;
    if (!why) return true;
    this.picker.close();
    this.complain(`${why} Press Enter again to send this as a message.`);
    return false;
  }

  /* Takes away what has arrived; what was typed meanwhile, here or for another channel, stays. */
  sent(channel, written) {
    if (this.channel !== channel) {
      this.drafts.delete(channel);
      return;
    }
    const text = this.text.value;
    this.setText(text.startsWith(written) ? text.slice(written.length) : text);
    this.replyTo(null);
  }

  /* Sends once, however often Enter is pressed; what was written stays until it has arrived. */
  async sending(path, wanted, files, onSent) {
    if (this.isSending) return;
    if (this.obstacle) return this.complain(this.obstacle);
    this.isSending = true;
    this.go.disabled = true;
    try {
      await send(path, wanted, files);
      onSent();
      this.complain("");
    } catch (error) {
      return this.complain(error.message);
    } finally {
      this.isSending = false;
      this.go.disabled = this.obstacle !== "";
    }
    await refresh();
  }

  /* What stands in the alert need not stand in the notice below it as well. */
  complain(text) {
    if (this.alert.textContent !== text) this.alert.textContent = text;
    this.notice.hidden = this.notice.textContent === text || this.notice.textContent === "";
  }

  replyTo(messageId) {
    const message = messageId && get("message", messageId);
    this.reply = message ? message.id : null;
    this.replyBar.hidden = !message;
    if (!message) return;
    if (this.form) this.leave("");
    const cancel = element("button", {
      type: "button", className: "composer-cancel", "aria-label": "Do not reply", onclick: () => this.cancelReply(),
    }, "×");
    const name = element("strong", {}, nameOf(message.author?.id));
    this.replyBar.replaceChildren(element("span", {}, "Replying to ", name), cancel);
    this.text.focus();
  }

  cancelReply() {
    this.replyTo(null);
    this.text.focus();
  }

  insert(text) {
    const active = document.activeElement;
    const field = this.form?.node.contains(active) && active.tagName === "INPUT" ? active : this.text;
    if (this.form && field === this.text) this.leave("");
    field.focus();
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  takeFiles(event, transfer) {
    const files = [...(transfer?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    if (!this.form) return this.addFiles(files);
    return this.complain(this.form.takeFile(files[0]) ? "" : `/${this.form.command.name} takes no further file.`);
  }

  addFiles(files) {
    if (this.form) this.leave("");
    this.complain(this.files.add(files));
    this.text.focus();
  }

  openMore() {
    const points = commandsOf(PRIMARY_ENTRY_POINT).filter((command) => command.hidden === null);
    openMenu(this.more, [
      { label: "Upload files", onPick: () => this.files.choose((files) => this.addFiles(files)) },
      { label: "Use a command", onPick: () => this.insert("/") },
      ...points.map((command) => ({
        label: localized(command), detail: localized(command, "description"), group: "Activities", onPick: () => this.launch(command),
      })),
    ], { label: "More", side: "above" });
  }

  launch(command) {
    const { user, channel, locale } = acting;
    const wanted = { user, channel, locale, type: PRIMARY_ENTRY_POINT, name: command.name };
    return this.sending("/playground/interactions", wanted, [], () => {});
  }
}

function isCommand(text) {
  return /^\/[^\n]*$/.test(text);
}

function nothingFits(text) {
  if (!isCommand(text)) return "";
  return seen.commands.length ? "No command fits." : "The bot has registered no commands.";
}
