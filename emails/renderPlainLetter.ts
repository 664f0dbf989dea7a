import type { LetterKind, RenderedLetter } from './letter.js';
import type { PeopleLetterContent, PeopleLetterKind } from './peopleLetter.js';
import { tidy } from './tidy.js';

/** What each letter comes down to when it cannot be written as it should be. */
const PLAIN_WORDS: Readonly<Record<LetterKind | PeopleLetterKind, string>> = {
  week: 'The credit of your account runs out in about a week.',
  day: 'The credit of your account runs out in about a day.',
  suspended:
    'The credit of your account was used up, and your site was paused. Reply, and we tell you what is needed now.',
  reactivated: 'Your account no longer keeps your site paused.',
  receipt: 'We have received your payment. Thank you.',
  statement: 'A billing period has ended; your statement is ready.',
  invitation: 'There is a login for you. Open this address to choose a password.',
  'password-reset':
    'Open this address to choose a new password, or ignore this letter if you did not ask for one.',
  impersonation: 'The Owner of the site above has stepped into your site. What they do is in its log.',
  'login-changed':
    'How you log in was changed. If it was not you, answer this letter, or open this address to choose a new password.',
  brake:
    'Many of your clients hit their limit within an hour, so no further site is closed until you have looked.',
  silence: 'Meters that always reported something have fallen silent.',
  upstream:
    'Your site is off for now: its host’s service is interrupted. Your own account is not the reason.',
};

/** The last resort: a letter of a few plain words, without a template that could fail. */
export function renderPlainLetter(letter: {
  readonly kind: LetterKind;
  readonly senderName: string;
  readonly siteNames: readonly string[];
  readonly reference: string;
}): RenderedLetter {
  const facts = [
    `Sites: ${letter.siteNames.join(', ')}`,
    `Your reference: ${letter.reference}`,
    letter.senderName,
  ];
  return plainLetter(PLAIN_WORDS[letter.kind], tidy(facts));
}

/** The same for a letter to one of a site's people; its address comes in as it is. */
export function renderPlainPeopleLetter(letter: PeopleLetterContent): RenderedLetter {
  const facts = tidy([`Site: ${letter.siteName}`, letter.sender.name]);
  return plainLetter(PLAIN_WORDS[letter.kind], [...addressOf(letter), ...facts]);
}

function addressOf(letter: PeopleLetterContent): string[] {
  switch (letter.kind) {
    case 'upstream':
      return [];
    case 'impersonation':
      return [letter.logUrl];
    case 'login-changed':
      return [letter.forgotUrl];
    case 'brake':
    case 'silence':
      return letter.pageUrl === null ? [] : [letter.pageUrl];
    default:
      return [letter.link];
  }
}

function plainLetter(subject: string, facts: readonly string[]): RenderedLetter {
  const lines = [subject, ...facts];
  const escaped = lines.map((line) => line.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`));
  return {
    subject,
    html: `<!doctype html><html lang="en"><body>${escaped.map((line) => `<p>${line}</p>`).join('')}</body></html>`,
    text: `${lines.join('\n\n')}\n`,
  };
}
