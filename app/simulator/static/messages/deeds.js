/* What is done by one press, without a form of its own: what speaks against it is said at the composer. */

import { send } from "../base/server.js";
import { refresh } from "../base/store.js";
import { complain } from "../composer/composer.js";

/** Sends what the user does, and shows what came of it. */
export async function perform(path, wanted) {
  try {
    await send(path, wanted);
  } catch (error) {
    complain(error.message);
  }
  await refresh();
}
