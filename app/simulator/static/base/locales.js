/* The languages that Discord's clients can be set to. */

const LOCALES = [
  "en-US", "en-GB", "ar", "bg", "cs", "da", "de", "el", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu", "id",
  "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
];

/** Gives the languages as `{ value, label }`, in the order of their names. */
export function localeEntries() {
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  return LOCALES.map((value) => ({ value, label: `${names.of(value)} (${value})` })).sort((a, b) => a.label.localeCompare(b.label));
}
