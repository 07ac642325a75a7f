/* The forms (modals) that the bot opens: shown to who caused it, checked as Discord's client does, and sent. */

import { element } from "../base/dom.js";
import { dots } from "../base/dots.js";
import { ruleLink } from "../base/rules.js";
import { send } from "../base/server.js";
import { acting, all, bot, get, refresh, watch } from "../base/store.js";
import { inspect } from "../inspector/inspector.js";
import { formatted } from "../messages/markdown.js";
import { fieldView } from "./fields.js";

const ACTION_ROW = 1, TEXT_DISPLAY = 10, LABEL = 18;
/* A reload forgets a form, as it does on Discord: what was opened before the page began is over. */
const BEGAN = Date.now() / 1000;

const done = new Set();
let shown = null;
let made = 0;

/** Shows forms as they come, in `layer`. */
export function mountForms(layer) {
  watch(["interaction", "acting", "connection"], () => {
    forgetOthers();
    shown?.look();
    if (!shown) offer(layer);
  });
}

/* A form that comes when its user is not there any longer is not waiting for him when he returns. */
function forgetOthers() {
  for (const one of all("interaction")) if (one.modal && one.user_id !== acting.user) done.add(one.id);
}

/* One at a time: what comes while a form is open waits for its end. */
function offer(layer) {
  const next = all("interaction").find((one) => one.modal && one.user_id === acting.user && isOpen(one));
  if (next) shown = new FormDialog(next, layer, () => {
    shown = null;
    offer(layer);
  });
}

function isOpen(interaction) {
  return interaction.created_at > BEGAN && !done.has(interaction.id) && !isSent(interaction);
}

function isSent({ submission }) {
  return Boolean(submission) && submission.state !== "failed";
}

class FormDialog {
  constructor(opener, layer, onClose) {
    this.opener = opener;
    this.id = `form-${++made}`;
    this.fields = [];
    this.sent = null;
    this.isSending = false;
    this.build();
    this.dialog.addEventListener("close", () => {
      done.add(opener.id);
      this.dialog.remove();
      onClose();
    });
    layer.append(this.dialog);
    this.dialog.showModal();
    // The first field, where it has one, rather than the button that closes it.
    this.fields[0]?.focus();
  }

  build() {
    const { modal } = this.opener, name = bot()?.application.name ?? "the application";
    const warning = "Do not share passwords or other sensitive information.";
    this.body = element("div", { className: "form-body" }, ...(modal.components ?? []).map((component) => this.part(component)));
    this.alert = element("div", { className: "form-alert", role: "alert" });
    this.cancel = element("button", { type: "button", className: "button quiet", onclick: () => this.dialog.close() }, "Cancel");
    this.submit = element("button", { type: "submit", className: "button" }, "Submit");
    const form = element("form", { className: "form", noValidate: true },
      element("header", { className: "form-head" },
        element("h2", { id: `${this.id}-title` }, modal.title),
        element("button", { type: "button", className: "form-close", "aria-label": "Close", onclick: () => this.dialog.close() }, "✕")),
      element("div", { className: "form-scroll" }, this.body,
        element("p", { className: "form-note" }, `This form will be submitted to ${name}. ${warning}`)),
      this.alert,
      element("footer", { className: "form-foot" }, this.cancel, this.submit));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.trySending();
    });
    this.dialog = element("dialog", { className: "dialog form-dialog", "aria-labelledby": `${this.id}-title` }, form);
  }

  part(component) {
    switch (component.type) {
      case TEXT_DISPLAY: return element("div", { className: "content" }, formatted(component.content ?? ""));
      case LABEL: return this.field(component.component, component);
      case ACTION_ROW: return element("div", {}, ...(component.components ?? []).map((input) => this.field(input, input)));
      default: return unknownPart(component);
    }
  }

  field(component, { label, description }) {
    const view = fieldView(component, { label, description, channel: this.opener.channel_id });
    if (!view) return unknownPart(component);
    this.fields.push(view);
    return view.node;
  }

  async trySending() {
    if (this.isSending) return;
    const wrong = this.fields.filter((field) => {
      const problem = field.problem();
      field.show(problem);
      return problem;
    });
    if (wrong.length) return wrong[0].focus();
    this.setSending(true);
    const values = {}, files = [];
    for (const field of this.fields) {
      const value = field.value();
      if (value !== undefined) values[field.customId] = value;
      files.push(...field.files().map((file) => [field.customId, file]));
    }
    try {
      const { id } = await send("/playground/forms", { interaction: this.opener.id, locale: acting.locale, values }, files);
      this.sent = id;
    } catch (error) {
      return this.refuse(error.message);
    }
    await refresh();
    this.look();
  }

  /* Looks what became of the form. */
  look() {
    const opener = get("interaction", this.opener.id);
    if (opener && isSent(opener) && opener.submission.state !== "waiting") return this.dialog.close();
    if (!this.sent) return;
    const submission = get("interaction", this.sent);
    if (submission?.state === "failed") this.fail(submission.failure ?? "", submission);
    else if (!opener) this.fail("The playground has been started anew, and does not know this form any longer.");
  }

  /* What the server says of one field is shown there. */
  refuse(sentence) {
    const field = this.fields.find(({ customId }) => sentence.startsWith(`${customId}: `));
    if (!field) return this.fail(sentence);
    this.setSending(false);
    field.show(sentence.slice(field.customId.length + 2));
    field.focus();
  }

  fail(reason, submission = null) {
    this.sent = null;
    this.setSending(false);
    const why = element("button", { type: "button", className: "button quiet small" }, "Close and inspect");
    why.onclick = () => {
      this.dialog.close();
      inspect(submission.id);
    };
    this.alert.replaceChildren(...[
      element("strong", {}, "Something went wrong. Try again."),
      reason && element("span", { className: "form-reason" }, reason),
      ruleLink(submission?.rule),
      submission && why,
    ].filter(Boolean));
    this.submit.focus();
  }

  setSending(isSending) {
    this.isSending = isSending;
    this.body.inert = isSending;
    this.submit.setAttribute("aria-busy", String(isSending));
    this.submit.replaceChildren(...(isSending ? [dots(), element("span", { className: "visually-hidden" }, "Sending")] : ["Submit"]));
    if (isSending) this.alert.replaceChildren();
  }
}

function unknownPart(component) {
  return element("p", { className: "form-unknown" }, `Something of type ${component?.type}, which is not shown in forms`);
}
