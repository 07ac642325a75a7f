/* Small line drawings, in the colour of the text beside them; words say the same to those who cannot see them. */

const SVG = "http://www.w3.org/2000/svg";

const DRAWINGS = {
  text: "M6.5 2 5 14M11 2 9.5 14M2.5 5.5h11.5M2 10.5h11.5",
  voice: "M2 6v4h3l4 3V3L5 6zM11.5 5.5a3.5 3.5 0 0 1 0 5M13 3.5a6.5 6.5 0 0 1 0 9",
  announcement: "M2 6.5v3h2.5L12 13V3L4.5 6.5zM5 9.5 6 13.5h2L7 10.5M14 6.5v3",
  stage: "M8 2a2.5 2.5 0 1 0 .01 0M4.5 13.5V11A3.5 3.5 0 0 1 11.5 11v2.5zM2.5 8A5.5 5.5 0 0 1 3.5 3M13.5 8a5.5 5.5 0 0 0-1-5",
  forum: "M2 3h9v6H6l-2.5 2V9H2zM13 6.5h1v5h-1.5v2l-2-2H7",
  media: "M2 3h12v10H2zM2 11l3.5-3.5L9 11l2-2 3 3M10.5 6h.01",
  thread: "M3 2v6.5a2 2 0 0 0 2 2h8M10 7.5l3 3-3 3",
  private: "M2.5 3h11v7.5H8L5 13.5v-3H2.5z",
  react: "M8 2a6 6 0 1 0 .01 0M6 6.5h.01M10 6.5h.01M5.5 9.5a3 3 0 0 0 5 0",
  reply: "M6.5 3.5 2.5 7.5l4 4M2.5 7.5h6.5a4.5 4.5 0 0 1 4.5 4.5v1",
  inspect: "M7 2.5a4.5 4.5 0 1 0 .01 0M10.3 10.3l3.7 3.7",
  more: "M3 7.4a.6.6 0 1 0 .01 0M8 7.4a.6.6 0 1 0 .01 0M13 7.4a.6.6 0 1 0 .01 0",
  members: "M6 2.5a2.5 2.5 0 1 0 .01 0M1.5 13.5v-1.5A4.5 4 0 0 1 10.5 12v1.5M11 3a2.5 2.5 0 0 1 0 4.600M12 9.5a4 4 0 0 1 2.5 4",
};

const BY_TYPE = {
  0: ["text", "Text channel"], 1: ["private", "Direct message"], 2: ["voice", "Voice channel"], 3: ["private", "Group"],
  5: ["announcement", "Announcement channel"], 10: ["thread", "Thread"], 11: ["thread", "Thread"], 12: ["thread", "Private thread"],
  13: ["stage", "Stage channel"], 15: ["forum", "Forum"], 16: ["media", "Media channel"],
};

/** Draws one of the icons; nothing is told of it to screen readers. */
export function iconView(name) {
  const drawing = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 16 16", width: "16", height: "16", "aria-hidden": "true", class: "icon" })) {
    drawing.setAttribute(key, value);
  }
  path.setAttribute("d", DRAWINGS[name]);
  drawing.append(path);
  return drawing;
}

/** Draws the icon of a channel's type. */
export function channelIcon(type) {
  return iconView((BY_TYPE[type] ?? BY_TYPE[0])[0]);
}

/** Names a channel's type in words. */
export function channelKind(type) {
  return (BY_TYPE[type] ?? BY_TYPE[0])[1];
}
