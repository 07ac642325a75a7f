/* A modal dialog with a heading and a button that closes it; the browser keeps the focus inside and gives it back. */

import { element } from "./dom.js";

let count = 0;

/**
 * Opens a dialog.
 *
 * `content` are the nodes of its body; `className` is put beside `dialog`, `onClose` is called once it is closed.
 */
export function openDialog(heading, content, { className = "", onClose } = {}) {
  const id = `dialog-${++count}`;
  const close = element("button", { type: "button", className: "button quiet", onclick: () => dialog.close() }, "Close");
  const dialog = element("dialog", { className: `dialog ${className}`, "aria-labelledby": id },
    element("header", { className: "dialog-head" }, element("h2", { id }, heading), close),
    element("div", { className: "dialog-body" }, content));
  // A click beside the dialog's box is one on the dialog itself, which its box covers otherwise.
  dialog.addEventListener("mousedown", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose?.();
  });
  document.body.append(dialog);
  dialog.showModal();
}
