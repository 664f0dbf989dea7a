import type { EmailKind, RenderedEmail } from './email.js';
import type { UserEmailContent, UserEmailKind } from './userEmail.js';
import { tidy } from './tidy.js';

/** What each email comes down to when it cannot be written as it should be. */
const PLAIN_WORDS: Readonly<Record<EmailKind | UserEmailKind, string>> = {
  week: 'The credit of your account runs out in about a week.',
  day: 'The credit of your account runs out in about a day.',
  suspended:
    'The credit of your account was used up, and your site was paused. Reply, and we tell you what is needed now.',
  reactivated: 'Your account no longer keeps your site paused.',
  receipt: 'We have received your payment. Thank you.',
  statement: 'A billing period has ended; your statement is ready.',
  invitation: 'There is a login for you. Open this address to choose a password.',
  'password-reset':
    'Open this address to choose a new password, or ignore this email if you did not ask for one.',
  impersonation:
    'The Owner of the parent site has logged in to your site with your view. What they do is in its log.',
  'login-changed':
    'How you log in was changed. If it was not you, answer this email, or open this address to choose a new password.',
  breaker:
    'Many of your clients hit their limit within an hour, so no further site is closed until you have looked.',
  silence: 'Meters that always reported something have stopped reporting.',
  upstream:
    'Your site is off for now: its host’s service is interrupted. Your own account is not the reason.',
};

/** The last resort: an email of a few plain words, without a template that could fail. */
export function renderPlainEmail(email: {
  readonly kind: EmailKind;
  readonly senderName: string;
  readonly siteNames: readonly string[];
  readonly reference: string;
}): RenderedEmail {
  const facts = [
    `Sites: ${email.siteNames.join(', ')}`,
    `Your reference: ${email.reference}`,
    email.senderName,
  ];
  return plainEmail(PLAIN_WORDS[email.kind], tidy(facts));
}

/** The same for an email to one of a site's users; its address comes in as it is. */
export function renderPlainUserEmail(email: UserEmailContent): RenderedEmail {
  const facts = tidy([`Site: ${email.siteName}`, email.sender.name]);
  return plainEmail(PLAIN_WORDS[email.kind], [...addressOf(email), ...facts]);
}

function addressOf(email: UserEmailContent): string[] {
  switch (email.kind) {
    case 'upstream':
      return [];
    case 'impersonation':
      return [email.logUrl];
    case 'login-changed':
      return [email.forgotUrl];
    case 'breaker':
    case 'silence':
      return email.pageUrl === null ? [] : [email.pageUrl];
    default:
      return [email.link];
  }
}

function plainEmail(subject: string, facts: readonly string[]): RenderedEmail {
  const lines = [subject, ...facts];
  const escaped = lines.map((line) => line.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`));
  return {
    subject,
    html: `<!doctype html><html lang="en"><body>${escaped.map((line) => `<p>${line}</p>`).join('')}</body></html>`,
    text: `${lines.join('\n\n')}\n`,
  };
}
