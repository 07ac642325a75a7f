/* Shows Discord's message formatting. Everything becomes text nodes: what a bot says never becomes markup. */

const INLINE = [
  [/```(?:[\w+-]*\n)?([\s\S]+?)```/, (m) => element("pre", {}, element("code", {}, m[1].replace(/\n$/, "")))],
  [/``(.+?)``|`([^`\n]+)`/, (m) => element("code", {}, m[1] ?? m[2])],
  [/\\([*_`~|>#\\[\]-])/, (m) => document.createTextNode(m[1])],
  [/\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/, (m, show) => link(m[2], show(m[1]))],
  [/<?(https?:\/\/[^\s<>]+)>?/, (m) => link(m[1], m[1])],
  [/<@!?(\d+)>/, (m, _, names) => mention("@" + (names.users.get(m[1]) ?? "unknown-user"))],
  [/<@&(\d+)>/, (m, _, names) => mention("@" + (names.roles.get(m[1]) ?? "unknown-role"))],
  [/<#(\d+)>/, (m, _, names) => mention("#" + (names.channels.get(m[1]) ?? "unknown"))],
  [/<\/([^:>]+):\d+>/, (m) => mention("/" + m[1])],
  [/<t:(-?\d{1,13})(?::[tTdDfFR])?>/, (m) => mention(new Date(m[1] * 1000).toLocaleString())],
  [/<a?(:\w+:)\d+>/, (m) => document.createTextNode(m[1])],
  [/@(?:everyone|here)\b/, (m) => mention(m[0])],
  [/\|\|([\s\S]+?)\|\|/, (m, show) => element("span", { className: "spoiler", tabIndex: 0 }, show(m[1]))],
  [/\*\*\*([\s\S]+?)\*\*\*/, (m, show) => element("strong", {}, element("em", {}, show(m[1])))],
  [/\*\*([\s\S]+?)\*\*/, (m, show) => element("strong", {}, show(m[1]))],
  [/__([\s\S]+?)__/, (m, show) => element("u", {}, show(m[1]))],
  [/~~([\s\S]+?)~~/, (m, show) => element("s", {}, show(m[1]))],
  [/\*(?!\s)([^*]+?)\*/, (m, show) => element("em", {}, show(m[1]))],
  [/(?<!\w)_([^_]+?)_(?!\w)/, (m, show) => element("em", {}, show(m[1]))],
];

const BLOCKS = [
  [/^(#{1,3}) (.+)/, (m, show) => element("h" + (m[1].length + 1), {}, show(m[2]))],
  [/^-# (.+)/, (m, show) => element("small", {}, show(m[1]))],
  [/^> (.*)/, (m, show) => element("blockquote", {}, show(m[1]))],
  [/^\s*[-*] (.+)/, (m, show) => element("ul", {}, "• ", show(m[1]))],
];

/** Makes an element with properties and children; strings become text. */
export function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Turns a message's content into nodes; `names` has maps of users, roles and channels by id. */
export function formatted(text, names) {
  const whole = document.createDocumentFragment();
  // Code blocks span lines, so they are cut out before lines are looked at.
  for (const piece of text.split(/(```[\s\S]+?```)/)) {
    if (piece.startsWith("```") && piece.length > 6) {
      whole.append(inline(piece, names));
    } else {
      lines(piece, names, whole);
    }
  }
  return whole;
}

function lines(text, names, whole) {
  const rows = text.split("\n");
  let plain = [];
  const flush = () => {
    if (plain.length) whole.append(inline(plain.join("\n"), names));
    plain = [];
  };
  for (const row of rows) {
    const block = BLOCKS.map(([pattern, make]) => [row.match(pattern), make]).find(([match]) => match);
    if (block) {
      flush();
      whole.append(block[1](block[0], (inner) => inline(inner, names)));
    } else {
      plain.push(row);
    }
  }
  flush();
}

function inline(text, names) {
  const found = document.createDocumentFragment();
  let rest = text;
  while (rest) {
    let first = null;
    for (const [pattern, make] of INLINE) {
      const match = rest.match(pattern);
      if (match && (!first || match.index < first.match.index)) first = { match, make };
    }
    if (!first) break;
    found.append(rest.slice(0, first.match.index));
    found.append(first.make(first.match, (inner) => inline(inner, names), names));
    rest = rest.slice(first.match.index + first.match[0].length);
  }
  found.append(rest);
  return found;
}

function mention(text) {
  return element("span", { className: "mention" }, text);
}

/** Makes a link, if it leads to the web. */
export function link(url, text) {
  if (!/^https?:\/\//i.test(url)) return document.createTextNode(url);
  return element("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, text);
}
