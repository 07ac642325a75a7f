/* What can be done with an interaction: send it again, make a test of it, break it. */

import { copyButton } from "../base/clipboard.js";
import { openDialog } from "../base/dialog.js";
import { element } from "../base/dom.js";
import { openMenu } from "../base/menu.js";
import { read, send } from "../base/server.js";
import { refresh } from "../base/store.js";

/* What is tried with an interaction that was broken on purpose, by its id. */
const tried = new Map();

/** Makes the buttons, and the line under them; `onSent(id)` is called for what was sent by one of them. */
export function actionsView(detail, onSent) {
  const says = element("p", { className: "note", role: "status" }, tried.get(detail.id) ?? "");
  const tell = (text, isBad = false) => {
    says.className = isBad ? "failed-note" : "note";
    says.textContent = text;
  };
  const attempt = (work) => async () => {
    tell("");
    try {
      await work();
    } catch (error) {
      tell(error.message, true);
    }
  };
  const again = attempt(async () => {
    const { id } = await send(`/playground/interactions/${detail.id}/again`, {});
    await refresh();
    onSent(id);
  });
  const breaking = element("button", { type: "button", className: "button quiet small", "aria-haspopup": "menu" }, "Break it ▾");
  breaking.addEventListener("click", () => openBreaks(breaking, detail, attempt, onSent));
  return element("div", { className: "actions" },
    element("div", { className: "action-row" },
      element("button", { type: "button", className: "button quiet small", onclick: again }, "Send again"),
      element("button", { type: "button", className: "button quiet small", onclick: attempt(() => showTest(detail.id)) }, "Copy as test"),
      detail.breaks.length > 0 && breaking),
    says);
}

async function showTest(id) {
  const { code } = await read(`/playground/interactions/${id}/test`);
  const name = /def (test_\w+)/.exec(code)?.[1] ?? "test_playground";
  openDialog("Copy as test", [
    element("div", { className: "part-head" },
      element("p", {}, "Paste it into an empty file of your project, for example ",
        element("code", {}, `tests/${name}.py`), ", and run pytest."),
      copyButton(() => code, "Copy the test")),
    element("pre", { className: "trace test-code", tabIndex: 0, "aria-label": "The test" }, code),
  ]);
}

function openBreaks(anchor, detail, attempt, onSent) {
  openMenu(anchor, detail.breaks.map(({ how, label, explains }) => ({
    label,
    detail: explains,
    onPick: attempt(async () => {
      const { id, says } = await send(`/playground/interactions/${detail.id}/break`, { how });
      tried.set(String(id), says);
      await refresh();
      onSent(id);
    }),
  })), { label: "Ways to break it" });
}
