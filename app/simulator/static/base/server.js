/* Asks the playground's server, and sends it what the user does. */

/** Thrown when nobody answers: the server has ended, or is just being started anew. */
export class Unreachable extends Error {
  constructor() {
    super("The playground's server cannot be reached.");
  }
}

/** Reads one address; gives the answer's JSON, or null when there is nothing new (204). */
export function read(path) {
  return ask(path);
}

/**
 * Sends what the user does.
 *
 * `files` are `[name, File]` pairs. Throws an error whose message is a sentence for the user.
 */
export function send(path, wanted, files = []) {
  const form = new FormData();
  form.append("payload_json", JSON.stringify(wanted));
  for (const [name, file] of files) form.append(name, file);
  return ask(path, { method: "POST", body: form });
}

/**
 * Makes a queue.
 *
 * What is put into it is done one after the other, as it must be where each builds on what the one before has changed.
 */
export function inTurn() {
  let last = Promise.resolve();
  return (work) => {
    last = last.then(work, work);
    return last;
  };
}

async function ask(path, request) {
  let response, text;
  try {
    response = await fetch(path, request);
    text = await response.text();
  } catch {
    throw new Unreachable();
  }
  if (!response.ok) throw new Error(reasonIn(text) ?? `The server answered ${response.status}.`);
  return text ? JSON.parse(text) : null;
}

/* What is no JSON is the server's own trouble, whose status says more than its page. */
function reasonIn(text) {
  try { return JSON.parse(text).error; } catch { return null; }
}
