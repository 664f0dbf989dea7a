/** What a visitor of a paused site reads, in the languages of the emails. */
const en = {
  title: (site: string) => `${site} is paused`,
  lead: 'This website is taking a break and will be back. Nothing has been lost.',
  visitor: 'Please try again later.',
  owner: 'Is this your site?',
  bringBack: 'Bring it back',
  contact: (sender: string) => `${sender} looks after it and brings it back:`,
  contactless: (sender: string) => `${sender} looks after it and brings it back.`,
};

const de: typeof en = {
  title: (site) => `${site} pausiert`,
  lead: 'Diese Website macht eine Pause und kommt wieder. Verloren ist nichts.',
  visitor: 'Bitte versuchen Sie es später noch einmal.',
  owner: 'Ist das Ihre Website?',
  bringBack: 'Wieder freischalten',
  contact: (sender) => `${sender} betreut sie und schaltet sie wieder frei:`,
  contactless: (sender) => `${sender} betreut sie und schaltet sie wieder frei.`,
};

/** English for a language without texts of its own. */
export function suspendedTexts(language: string): typeof en {
  return /^de(-|$)/i.test(language) ? de : en;
}

/** The language the page is in, for its `lang`. */
export function suspendedLanguage(language: string): string {
  return suspendedTexts(language) === de ? 'de' : 'en';
}
