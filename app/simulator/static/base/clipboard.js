/* Copies texts. */

import { element } from "./dom.js";

const TOLD_FOR = 1500;

/** Copies a text; tells whether the browser let it, which may forbid it. */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Makes a button that copies what `text()` gives, and says so on itself. */
export function copyButton(text, label) {
  const button = element("button", { type: "button", className: "button quiet small", "aria-label": label }, "Copy");
  button.addEventListener("click", async () => {
    button.textContent = await copied(text()) ? "Copied" : "Not copied";
    setTimeout(() => { button.textContent = "Copy"; }, TOLD_FOR);
  });
  return button;
}
