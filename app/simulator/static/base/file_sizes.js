/* How large files are, and how large they may be. */

import { seen } from "./store.js";

const UNITS = ["bytes", "KB", "MB", "GB"];

/** Says which of the files is larger than the acting user can send from where he is, or "". */
export function fileSizeProblem(files) {
  const limit = seen.upload_limit ?? Infinity;
  const wrong = files.find((file) => file.size > limit);
  return wrong ? `${wrong.name} is larger than ${sizeText(limit)}, which is the most that can be sent here.` : "";
}

/** Writes a size as Discord's client does. */
export function sizeText(size) {
  let value = size, unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) [value, unit] = [value / 1024, unit + 1];
  return size === 1 ? "1 byte" : `${unit ? value.toFixed(2) : value} ${UNITS[unit]}`;
}
