/* How long a text may be, as Discord counts it. */

/** Counts characters, where a text's own length counts some of them twice. */
export function lengthOf(text) {
  return [...text].length;
}

/** Says that a text is too short or too long, or "". */
export function lengthProblem(text, least, most) {
  const length = lengthOf(text);
  if (length < least) return `This must have at least ${least} characters; it has ${length}.`;
  return length > most ? `This can have ${most} characters at most; it has ${length}.` : "";
}
