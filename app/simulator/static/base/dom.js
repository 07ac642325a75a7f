/* Makes elements. What a bot says never becomes markup: strings become text nodes. */

/**
 * Makes an element with properties and children.
 *
 * Names with a dash become attributes (`aria-label`), the others properties (`className`, `onclick`);
 * what is null, undefined or false among the children is left out.
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined) continue;
    if (name.includes("-") || name === "role") made.setAttribute(name, value);
    else if (name === "dataset") Object.assign(made.dataset, value);
    else made[name] = value;
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** Tells whether an address may be opened: one of the web, or of Discord's own program. */
export function canBeOpened(url) {
  return /^(https?|discord):\/\//i.test(url ?? "");
}

/** Makes a link, if it may be opened; the text of anything else. */
export function link(url, ...text) {
  if (!canBeOpened(url)) return document.createTextNode(url);
  return element("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, ...(text.length ? text : [url]));
}

/** Finds an element of the page by its id. */
export function at(id) {
  return document.getElementById(id);
}

/**
 * Makes a list show these entries, each by its key, and touches those alone that changed.
 *
 * `list` is the parent, `entries` are `{ key, text, make }`: `make()` is called for the node of an entry that is new,
 * or whose `text` (anything that tells two states apart) is another one than before.
 */
export function keyed(list, entries) {
  const known = list.keyedEntries ?? new Map();
  const next = new Map();
  let before = null;
  for (const { key, text, make } of entries) {
    const old = known.get(key);
    const entry = old?.text === text ? old : { text, node: make() };
    if (old && old.node !== entry.node) old.node.replaceWith(entry.node);
    const place = before ? before.nextSibling : list.firstChild;
    if (place !== entry.node) list.insertBefore(entry.node, place);
    before = entry.node;
    next.set(key, entry);
    known.delete(key);
  }
  for (const { node } of known.values()) node.remove();
  list.keyedEntries = next;
}
