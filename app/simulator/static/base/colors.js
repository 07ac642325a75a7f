/* Colours that somebody chose, made readable: a role's colour may be as pale as the page. */

const LIGHT_PAGE = [0xe3, 0xe6, 0xea], DARK_PAGE = [0x34, 0x36, 0x3d];
const BLACK = [0, 0, 0], WHITE = [255, 255, 255];
/* More than the 4.5 that is asked for: a name also stands on tinted grounds. */
const ENOUGH = 5.8;

/** Writes a colour of Discord's, a number, as CSS does. */
export function hex(color) {
  return `#${(color & 0xffffff).toString(16).padStart(6, "0")}`;
}

/** Paints the text of a node in a colour, as near to it as can be read on a light and on a dark page. */
export function paint(node, color) {
  if (!color) return node;
  node.style.setProperty("--on-light", readable(color, LIGHT_PAGE, BLACK));
  node.style.setProperty("--on-dark", readable(color, DARK_PAGE, WHITE));
  node.classList.add("painted");
  return node;
}

function readable(color, page, towards) {
  const whole = [(color >> 16) & 255, (color >> 8) & 255, color & 255];
  let mixed = whole;
  for (let share = 0.05; contrast(mixed, page) < ENOUGH && share <= 1; share += 0.05) {
    mixed = whole.map((part, index) => Math.round(part + (towards[index] - part) * share));
  }
  return `rgb(${mixed.join(" ")})`;
}

function contrast(one, other) {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color) {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
