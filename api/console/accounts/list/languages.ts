/** The languages of emails; a region sets the format of dates and amounts. */
const LANGUAGES = ['en', 'en-GB', 'en-US', 'de', 'de-AT', 'de-CH'];

/** Each language by its own name, and the current one even if it is not in the list. */
export function languageChoices(
  current: string,
): readonly { readonly value: string; readonly label: string }[] {
  const tags = LANGUAGES.includes(current) ? LANGUAGES : [...LANGUAGES, current];
  return tags.map((value) => ({ value, label: languageName(value) }));
}

/** A language by its own name; an invalid one is shown unchanged. */
export function languageName(tag: string): string {
  try {
    const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
    return name.charAt(0).toUpperCase() + name.slice(1);
  } catch {
    return tag;
  }
}
