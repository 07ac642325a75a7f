/* Puts something over the page beside what it belongs to: a menu, a list, a small form. */

import { at } from "./dom.js";

const GAP = 4, EDGE = 8;
const FOCUSABLE = "[autofocus], button:not(:disabled), [href], input:not(:disabled), select, textarea, [tabindex]";

/* Those that are open, the newest last; each knows the one from which it was opened. */
const opened = [];

/**
 * Opens a popup.
 *
 * It closes on Escape, on a click outside, when the focus leaves it, and when what it belongs to is scrolled;
 * then the focus goes back to where it was.
 *
 * @param anchor what it belongs to: an element, or a point `{ x, y }` where the mouse is
 * @param node what is shown
 * @param options `label` and `role` for screen readers; `onClose()`; `side`, "below" unless "above" is wanted
 *   (the other one is taken where there is more room); `focus: false` leaves the focus where it is;
 *   `stretch` makes it as wide as the anchor
 * @returns a function that closes it; it may be called again
 */
export function openPopup(anchor, node, options = {}) {
  const { label, role, focus = true } = options;
  const isElement = anchor instanceof Element;
  const before = document.activeElement;
  // What stands outside an open dialog cannot be used, so its popups belong inside.
  const host = (isElement && anchor.closest("dialog")) || at("layer");
  const parent = opened.find((one) => isElement && one.node.contains(anchor)) ?? null;
  const popup = { node, anchor, isElement, parent, options };
  const listening = new AbortController();

  node.classList.add("popup");
  if (role) node.setAttribute("role", role);
  if (label) node.setAttribute("aria-label", label);
  host.append(node);
  opened.push(popup);
  place(popup);

  popup.close = () => {
    const index = opened.indexOf(popup);
    if (index < 0) return;
    for (const child of opened.filter((one) => one.parent === popup)) child.close();
    opened.splice(opened.indexOf(popup), 1);
    listening.abort();
    const hadFocus = node.contains(document.activeElement) || document.activeElement === document.body;
    node.remove();
    if (focus && hadFocus && before?.isConnected) before.focus({ preventScroll: true });
    options.onClose?.();
  };
  listen(popup, listening.signal);
  if (focus) (node.querySelector(FOCUSABLE) ?? focusable(node)).focus({ preventScroll: true });
  return popup.close;
}

function focusable(node) {
  node.tabIndex = -1;
  return node;
}

function listen(popup, signal) {
  const { node, anchor, isElement } = popup;
  const on = (target, name, callback) => target.addEventListener(name, callback, { signal, capture: true });
  on(document, "keydown", (event) => {
    if (event.key !== "Escape" || opened.at(-1) !== popup) return;
    event.preventDefault();
    event.stopPropagation();
    popup.close();
  });
  on(document, "pointerdown", (event) => {
    if (!isWithin(popup, event.target)) popup.close();
  });
  on(node, "focusout", (event) => {
    if (event.relatedTarget && !isWithin(popup, event.relatedTarget)) popup.close();
  });
  on(document, "scroll", (event) => {
    if (isElement && event.target.contains(anchor)) popup.close();
  });
  on(window, "resize", () => place(popup));
  // Its content may grow: a list that is filled later, a picture.
  const grown = new ResizeObserver(() => place(popup));
  grown.observe(node);
  if (isElement) grown.observe(anchor);
  signal.addEventListener("abort", () => grown.disconnect());
}

function isWithin(popup, target) {
  if (popup.node.contains(target) || (popup.isElement && popup.anchor.contains(target))) return true;
  return opened.some((one) => one.parent === popup && isWithin(one, target));
}

function place({ node, anchor, isElement, options }) {
  const { x, y } = anchor;
  const box = isElement ? anchor.getBoundingClientRect() : { left: x, right: x, top: y, bottom: y, width: 0 };
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const above = box.top - GAP - EDGE, below = height - box.bottom - GAP - EDGE;
  if (options.stretch) node.style.width = `${Math.min(box.width, width - 2 * EDGE)}px`;
  node.style.maxHeight = "";
  const wanted = node.offsetHeight;
  const first = options.side === "above" ? above : below;
  const isAbove = (first >= wanted || first >= Math.max(above, below)) === (options.side === "above");
  const room = Math.max(isAbove ? above : below, 0);
  node.style.maxHeight = `${room}px`;
  const tall = Math.min(wanted, room);
  node.style.top = `${Math.max(isAbove ? box.top - GAP - tall : box.bottom + GAP, EDGE)}px`;
  node.style.left = `${Math.max(EDGE, Math.min(box.left, width - node.offsetWidth - EDGE))}px`;
}
