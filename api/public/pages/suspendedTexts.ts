/** The texts of the suspended page, in the languages of the emails. */
const en = {
  title: (site: string) => `${site} is suspended`,
  lead: 'This website is temporarily offline. No content has been lost.',
  visitor: 'Please try again later.',
  owner: 'Is this your site?',
  bringBack: 'Reactivate',
  contact: (sender: string) => `To reactivate it, contact ${sender}:`,
  contactless: (sender: string) => `To reactivate it, contact ${sender}.`,
};

const de: typeof en = {
  title: (site) => `${site} ist gesperrt`,
  lead: 'Diese Website ist vorübergehend offline. Es sind keine Inhalte verloren.',
  visitor: 'Bitte versuchen Sie es später noch einmal.',
  owner: 'Ist das Ihre Website?',
  bringBack: 'Wieder freischalten',
  contact: (sender) => `Wenden Sie sich an ${sender}:`,
  contactless: (sender) => `Wenden Sie sich an ${sender}.`,
};

/** English for a language without texts of its own. */
export function suspendedTexts(language: string): typeof en {
  return /^de(-|$)/i.test(language) ? de : en;
}

/** The page's language, for its `lang` attribute. */
export function suspendedLanguage(language: string): string {
  return suspendedTexts(language) === de ? 'de' : 'en';
}
