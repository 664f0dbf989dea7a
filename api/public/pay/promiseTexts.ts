/** The texts about more time before paying, in the languages of the emails. */
const en = {
  title: 'Do you need more time?',
  lead: (isSuspended: boolean, everyDays: number) =>
    `${isSuspended ? 'Your site is back online at once' : 'Your site stays online'} until the end of the day you ` +
    `choose, and you pay by then. You can ask once in ${everyDays} days.`,
  label: 'How much time',
  choice: (days: number, day: string) => `${days} more ${days === 1 ? 'day' : 'days'}, through ${day}`,
  button: 'Ask for more time',
  granted: (owner: string) => `You have more time. ${owner} has been told by email.`,
  refused: () => 'More time could not be given.',
  exempt: (until: string) => `You have more time, until ${until}. Please pay by then.`,
  amount: (owner: string, upTo: string) =>
    `More time can be given here up to a debt of ${upTo}. Please pay a part of it, or ask ${owner}.`,
  often: (owner: string, again: string) =>
    `You have asked for more time before. You can ask again from ${again}. Please pay, or ask ${owner}.`,
};

const de: typeof en = {
  title: 'Brauchen Sie mehr Zeit?',
  lead: (isSuspended, everyDays) =>
    `Ihre Website ${isSuspended ? 'ist sofort wieder online' : 'bleibt online'} bis zum Ende des Tages, den Sie ` +
    `wählen, und Sie zahlen bis dahin. Sie können einmal in ${everyDays} Tagen darum bitten.`,
  label: 'Wie viel Zeit',
  choice: (days, day) => `${days === 1 ? '1 Tag' : `${days} Tage`} mehr, bis einschließlich ${day}`,
  button: 'Um mehr Zeit bitten',
  granted: (owner) => `Sie haben mehr Zeit. ${owner} weiß davon durch eine E-Mail.`,
  refused: () => 'Mehr Zeit war nicht möglich.',
  exempt: (until) => `Sie haben mehr Zeit, bis ${until}. Bitte zahlen Sie bis dahin.`,
  amount: (owner, upTo) =>
    `Mehr Zeit gibt es hier bis zu einer Schuld von ${upTo}. Bitte zahlen Sie einen Teil, oder fragen Sie ${owner}.`,
  often: (owner, again) =>
    `Sie haben schon einmal um mehr Zeit gebeten. Das geht wieder ab ${again}. Bitte zahlen Sie, oder fragen Sie ${owner}.`,
};

export function promiseTexts(language: string): typeof en {
  return /^de(-|$)/i.test(language) ? de : en;
}
