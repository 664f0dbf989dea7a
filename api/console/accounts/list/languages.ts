/** What emails are written in; a region shapes dates and amounts. */
const LANGUAGES = ['en', 'en-GB', 'en-US', 'de', 'de-AT', 'de-CH'];

/** Each by its own name, and the one there is whichever that may be. */
export function languageChoices(
  current: string,
): readonly { readonly value: string; readonly label: string }[] {
  const tags = LANGUAGES.includes(current) ? LANGUAGES : [...LANGUAGES, current];
  return tags.map((value) => ({ value, label: languageName(value) }));
}

/** A language by its own name; what is no language is shown as it is. */
export function languageName(tag: string): string {
  try {
    const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
    return name.charAt(0).toUpperCase() + name.slice(1);
  } catch {
    return tag;
  }
}
