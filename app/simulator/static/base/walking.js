/* Where keys lead to in a row of things: a list, a menu, a bar of buttons. */

/**
 * Gives the place that a key leads to from the place `here`, or undefined for a key that leads nowhere.
 *
 * @param key the name of the key, as events have it
 * @param here the place that has the focus
 * @param count how many there are
 * @param options `isAcross` for what stands beside each other; `isRound`, whether the last is followed by the first
 */
export function placeAfter(key, here, count, { isAcross = false, isRound = false } = {}) {
  const [back, on] = isAcross ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  const next = { [back]: here - 1, [on]: here + 1, Home: 0, End: count - 1 }[key];
  if (next === undefined || count === 0) return undefined;
  if (isRound) return (next + count) % count;
  return next >= 0 && next < count ? next : undefined;
}
