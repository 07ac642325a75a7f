/* Keeps the newest message in view, unless the user has scrolled up to read. */

import { element } from "../base/dom.js";

const AT_END = 8, NEAR_END = 60;

/**
 * Follows the end of a list within the part of the page that scrolls.
 *
 * Gives the `button` that leads back to the end, and `around(change, { goToEnd })`, which makes a change to the list.
 */
export function followEnd(root, list) {
  let isFollowing = true, before = 0;
  const button = element("button", { type: "button", className: "button small jump", hidden: true }, "Jump to present");
  const toEnd = () => {
    root.scrollTop = root.scrollHeight;
    before = root.scrollTop;
  };
  const follow = (wanted) => {
    isFollowing = wanted;
    button.hidden = wanted;
  };
  button.addEventListener("click", () => {
    follow(true);
    toEnd();
    root.focus({ preventScroll: true });
  });
  root.addEventListener("scroll", () => {
    const left = root.scrollHeight - root.scrollTop - root.clientHeight;
    const isUpwards = root.scrollTop < before;
    // What grows at the end moves nothing upwards: only the user does.
    if (isUpwards && left > AT_END) follow(false);
    else if (!isUpwards && left < NEAR_END) follow(true);
    before = root.scrollTop;
  }, { passive: true });
  // Pictures that are loaded, and messages that are measured when they come into view, change the length.
  const sizes = new ResizeObserver(() => {
    if (isFollowing) toEnd();
  });
  sizes.observe(list);
  sizes.observe(root);
  return {
    button,
    around(change, { goToEnd = false } = {}) {
      change();
      if (goToEnd) follow(true);
      if (isFollowing) toEnd();
    },
  };
}
