/* Where Discord tells a rule that was broken. */

import { link } from "./dom.js";

/** Makes the link to a rule's documentation; null where there is no rule, or nothing to read about it. */
export function ruleLink(rule, words = "Discord's documentation") {
  return rule?.link ? link(rule.link, words) : null;
}
