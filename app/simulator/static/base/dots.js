/* Three dots that move: something is on its way. */

import { element } from "./dom.js";

/** Makes the dots; words beside them say the same to screen readers. */
export function dots() {
  return element("span", { className: "dots", "aria-hidden": "true" }, element("i"), element("i"), element("i"));
}
