import { z } from 'zod';
import type { EmailContent, RenderedEmail } from './content.js';
import { tidyContent } from './tidy.js';

/** The essential content of each email, for when its template fails. */
const PLAIN_WORDS: Readonly<Record<EmailContent['kind'], string>> = {
  week: 'The credit of your account runs out in about a week.',
  day: 'The credit of your account runs out in about a day.',
  'all-clear': 'Our last warning about your credit no longer applies.',
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
  'webhook-off': 'A webhook endpoint did not receive events, so no more are sent to it.',
  silence: 'Meters that always reported something have stopped reporting.',
  morning: 'Sites of your clients are due to be suspended today or tomorrow.',
  promise: 'A client asked for more time before the suspension and got it, as your settings allow.',
  mandate: 'Your direct debit mandate was given or has ended. Reply, and we send you its text.',
  debit: 'An amount will be collected by direct debit in a few days. Reply, and we tell you how much.',
  'debit-returned': 'Your bank returned a direct debit. Please pay in another way.',
  upstream:
    'Your site is off for now: its host’s service is interrupted. Your own account is not the reason.',
};

const text = z.string().optional().catch(undefined);
const known = z
  .object({
    sender: z.object({ name: text }).optional().catch(undefined),
    siteName: text,
    siteNames: z.array(z.string()).optional().catch(undefined),
    payment: z.object({ reference: text }).optional().catch(undefined),
    link: text,
    logUrl: text,
    forgotUrl: text,
    pageUrl: text,
  })
  .catch({});

/**
 * The last resort: a short plain email without a template that could fail, from the readable parts of its content.
 * Its only link is our own and is not changed.
 */
export function renderPlainEmail(kind: EmailContent['kind'], content: unknown): RenderedEmail {
  const { sender, siteName, siteNames, payment, ...urls } = known.parse(content);
  const url = urls.link ?? urls.logUrl ?? urls.forgotUrl ?? urls.pageUrl;
  const facts = [
    siteNames && `Sites: ${siteNames.join(', ')}`,
    siteName && `Site: ${siteName}`,
    payment?.reference && `Your reference: ${payment.reference}`,
    sender?.name,
  ].filter((fact): fact is string => fact !== undefined && fact !== '');
  return plainEmail(PLAIN_WORDS[kind], [...(url === undefined ? [] : [url]), ...tidyContent(facts)]);
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
