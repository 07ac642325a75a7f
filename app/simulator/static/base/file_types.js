/* Which files a command's option or a form asks for: kinds such as `image`, and endings such as `.pdf`. */

/* Discord goes by a file's ending, whatever the browser says of its type. */
const ENDINGS = {
  image: [".png", ".gif", ".jpg", ".jpeg", ".jfif", ".webp", ".avif"],
  video: [".mp4", ".mov", ".qt", ".webm"],
  audio: [".mp3", ".m4a", ".wav", ".ogg", ".opus", ".flac"],
};
const WORDS = { image: "pictures", video: "videos", audio: "sound" };

/** Gives all endings that fit, for the browser's file chooser too; none where everything fits. */
export function endingsOf(types) {
  return (types ?? []).map((type) => type.toLowerCase()).flatMap((type) => ENDINGS[type] ?? [type]);
}

/** Says in words which files are asked for: "pictures, .pdf"; "" where everything fits. */
export function fileTypeWords(types) {
  return (types ?? []).map((type) => WORDS[type.toLowerCase()] ?? type).join(", ");
}

/** Says which of the files is of another kind, or "". */
export function fileTypeProblem(files, types) {
  const endings = endingsOf(types);
  const wrong = files.find((file) => endings.length && !endings.some((ending) => file.name.toLowerCase().endsWith(ending)));
  return wrong ? `${wrong.name} is not of a kind that is asked for: ${fileTypeWords(types)}.` : "";
}
