/* Buttons and menus of messages: they are sent as soon as they are used, and show that they are on their way. */

import { canBeOpened, element } from "../base/dom.js";
import { dots } from "../base/dots.js";
import { emojiView } from "../base/emoji.js";
import { openPopup } from "../base/popup.js";
import { acting, bot } from "../base/store.js";
import { Select, countSentence, initialValues, rangeOf } from "./selects.js";
import { failureOf, isWaiting, keyOf, use } from "./uses.js";

const LINK = 5, PREMIUM = 6;
const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium" };

/* What was chosen last in menus, by user, message and menu: it stays chosen while the menu stays the same. */
const remembered = new Map();

/**
 * Makes a button.
 *
 * @returns `node` to show, `focus` to give the focus to, `update()` to call when its use has got on, `destroy()`
 */
export function buttonControl(message, button) {
  if (button.style === LINK) return linkControl(button);
  if (button.style === PREMIUM) return premiumControl(button);
  const face = faceOf(button, button.label);
  const said = element("span", { className: "visually-hidden" }, "sending");
  const waiting = element("span", { className: "component-waiting", hidden: true }, dots(), said);
  const node = element("button", {
    type: "button",
    className: `component-button ${STYLES[button.style] ?? "secondary"}`,
    disabled: Boolean(button.disabled),
    onclick: () => use(message, button),
  }, face, waiting);
  // While it is on its way it keeps the focus, which a disabled button would lose.
  const update = () => {
    const isOn = isWaiting(message, button);
    node.classList.toggle("waiting", isOn);
    node.setAttribute("aria-busy", String(isOn));
    if (isOn) node.setAttribute("aria-disabled", "true");
    else node.removeAttribute("aria-disabled");
    waiting.hidden = !isOn;
  };
  update();
  return { node, focus: node, update, destroy() {} };
}

/** Makes a menu; gives the same as for a button. */
export function selectControl(message, menu) {
  const text = JSON.stringify(menu), kept = () => `${acting.user}/${message.id}/${keyOf(menu)}`;
  const recall = () => {
    const before = remembered.get(kept());
    return before?.text === text ? before.values : initialValues(menu);
  };
  let chooser = acting.user, sent = recall();
  const problem = element("p", { className: "component-problem", role: "alert" });
  const select = new Select(menu, { values: sent, channel: message.channel_id, onClose: () => closed() });
  const node = element("div", { className: "component-menu" }, select.node, problem);
  const range = rangeOf(menu);

  const closed = () => {
    const { values: chosen } = select, isFit = chosen.length >= range.least && chosen.length <= range.most;
    problem.textContent = isFit ? "" : countSentence(range);
    if (!isFit) {
      select.values = [...sent];
      select.draw();
      return;
    }
    // Discord sends nothing when the list is closed as it was, unless that is to be tried again.
    const hasFailed = failureOf(message)?.key === keyOf(menu);
    if (sameValues(chosen, sent) && !hasFailed) return;
    sent = [...chosen];
    remembered.set(kept(), { text, values: sent });
    use(message, menu, sent);
  };
  const update = () => {
    if (acting.user !== chooser) {
      chooser = acting.user;
      sent = recall();
      select.values = [...sent];
      select.draw();
    }
    select.setBusy(isWaiting(message, menu));
  };
  update();
  return { node, focus: select.input, update, destroy: () => select.destroy() };
}

function linkControl(button) {
  const face = faceOf(button, button.label);
  const sign = element("span", { className: "component-sign", "aria-hidden": "true" }, "↗");
  const hint = element("span", { className: "visually-hidden" }, " (opens in a new tab)");
  const opens = !button.disabled && canBeOpened(button.url);
  const goal = { href: button.url, target: "_blank", rel: "noopener noreferrer", title: button.url };
  const node = opens
    ? element("a", { className: "component-button link", ...goal }, face, sign, hint)
    : element("button", { type: "button", className: "component-button link", disabled: true }, face, sign);
  return { node, focus: node, update() {}, destroy() {} };
}

function premiumControl(button) {
  const sku = bot()?.skus?.find((one) => one.id === String(button.sku_id));
  const name = sku?.name ?? "Something on sale";
  const node = element("button", {
    type: "button", className: "component-button premium", disabled: Boolean(button.disabled), "aria-haspopup": "dialog",
  }, element("span", { className: "component-sign", "aria-hidden": "true" }, "◆"), element("span", {}, name));
  node.onclick = () => {
    const goods = sku ? `“${name}”` : `the SKU ${button.sku_id}`;
    const note = element("p", { className: "component-note" }, `On Discord, this opens the shop with ${goods}. `
      + "The bot hears nothing of it. What somebody has bought is set where you choose who acts.");
    openPopup(node, note, { label: name, role: "dialog" });
  };
  return { node, focus: node, update() {}, destroy() {} };
}

function faceOf(button, label) {
  const parts = [button.emoji && emojiView(button.emoji), label && element("span", {}, label)].filter(Boolean);
  // A button may have nothing but a picture, and screen readers need a word.
  return element("span", { className: "component-face" }, ...(parts.length ? parts : [button.custom_id ?? button.url ?? "button"]));
}

function sameValues(some, others) {
  return some.length === others.length && some.every((value) => others.includes(value));
}
