/* Ids of Discord's: numbers too long for JavaScript's, so they stay texts. The younger of two is the greater number. */

const EPOCH = 1_420_070_400_000n;

/** Orders ids by age, the oldest first; for the sorting of arrays. */
export function byAge(one, other) {
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}

/** Tells whether something was made after something else; what has no id yet is older than all. */
export function isYounger(id, other) {
  return byAge(id, other) > 0;
}

/** Gives when something was made, as ISO 8601. */
export function createdAt(id) {
  return new Date(Number((BigInt(id) >> 22n) + EPOCH)).toISOString();
}
