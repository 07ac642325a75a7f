/* What the flags of a message say about who sees it, and whether it is still to come. */

import { acting } from "../base/store.js";

const EPHEMERAL = 64, LOADING = 128;

/** Tells whether a message is for one user alone. */
export function isEphemeral(message) {
  return Boolean((message.flags ?? 0) & EPHEMERAL);
}

/** Tells whether a message is for one user alone, who is not the one that acts. */
export function isForAnother(message) {
  return isEphemeral(message) && message.interaction_metadata?.user?.id !== acting.user;
}

/** Tells whether a message stands for the answer that the bot is still thinking of. */
export function isLoading(message) {
  return Boolean((message.flags ?? 0) & LOADING);
}
