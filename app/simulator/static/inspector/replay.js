/* Sends what was recorded once more, from a file that `postern dev --record` has written. */

import { openDialog } from "../base/dialog.js";
import { element } from "../base/dom.js";
import { send } from "../base/server.js";
import { refresh } from "../base/store.js";

/** Makes the button that asks for a recording and sends its interactions. */
export function replayButton() {
  const file = element("input", { type: "file", accept: ".jsonl,.ndjson,.json,.log", hidden: true, tabIndex: -1 });
  const button = element("button", {
    type: "button", className: "button quiet small", title: "Send the interactions of a file written by postern dev --record",
    onclick: () => file.click(),
  }, "Replay…");
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    button.disabled = true;
    try {
      await send("/playground/replay", {}, [["recording", chosen]]);
    } catch (error) {
      openDialog("The recording was not replayed", [element("p", { role: "alert" }, error.message)]);
    }
    // The same file may be chosen once more.
    file.value = "";
    button.disabled = false;
    await refresh();
  });
  return element("span", {}, file, button);
}
