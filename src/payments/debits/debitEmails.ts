import type { UserEmailMessage } from '../../../emails/users/userEmail.js';
import type { MandateWords } from '../../billing/debits/mandateText.js';
import type { SiteContext } from '../../core/context.js';
import { emailSenderOf } from '../../core/values/emailSender.js';
import { queueEmail } from '../../emails/queueEmail.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { findDirectDebit } from '../../store/debits/debitFacts.js';
import { type Debit, setAnnounced } from '../../store/debits/debits.js';
import { findMandateById } from '../../store/debits/mandates.js';
import { findRecipient } from '../../store/debits/recipient.js';

/** The copy of a mandate for its client, or that it has ended. */
export async function queueMandateEmail(
  context: SiteContext,
  transaction: Queryable,
  accountId: string,
  { id, kind, words = null }: { id: string; kind: 'given' | 'ended'; words?: MandateWords | null },
): Promise<void> {
  const mandate = await findMandateById(transaction, id);
  if (mandate === undefined) return;
  const { reference, holder, country, lastFour, signedOn } = mandate;
  await queue(context, transaction, accountId, `mandate/${kind}/${id}`, (pageUrl) => ({
    kind: 'mandate',
    change: kind,
    words: words && { facts: words.facts, paragraphs: words.paragraphs },
    ...{ reference, holder, country, lastFour, signedOn, pageUrl },
  }));
}

/** The announcement of a debit, or that the bank returned it. */
export async function queueDebitEmail(
  context: SiteContext,
  transaction: Queryable,
  debit: Debit,
  about:
    | { readonly kind: 'announced' }
    | {
        readonly kind: 'returned';
        readonly code: string | null;
        readonly fee: bigint | null;
        readonly mandateEnded: boolean;
      },
): Promise<void> {
  const { creditorId } = await findDirectDebit(transaction, context.siteId);
  const { id, accountId, amount, collectOn, purpose, mandateReference, country, lastFour } = debit;
  const shared = { currency: 'EUR', amount, collectOn, mandateReference, country, lastFour };
  const key = about.kind === 'announced' ? `debit/${id}/${collectOn}` : `debit-returned/${id}`;
  await queue(context, transaction, accountId, key, (pageUrl) => {
    const message = { ...shared, pageUrl };
    if (about.kind === 'announced') return { kind: 'debit', ...message, purpose, creditorId };
    const { code, fee, mandateEnded } = about;
    return { kind: 'debit-returned', ...message, code, fee, mandateEnded };
  });
  if (about.kind === 'announced') await setAnnounced(transaction, id, key);
}

async function queue(
  context: SiteContext,
  transaction: Queryable,
  accountId: string,
  key: string,
  messageOf: (pageUrl: string | null) => UserEmailMessage,
): Promise<void> {
  const recipient = await findRecipient(transaction, accountId);
  if (recipient === undefined) return;
  const { name, email, moreEmails, language, timeZone, siteNames, slug, sender, settings } = recipient;
  const { baseUrl } = context;
  const pageUrl = baseUrl === undefined || slug === null ? null : `${baseUrl}/sites/${slug}/direct-debit`;
  const shared = {
    language,
    timeZone,
    siteName: siteNames.join(', '),
    sender: emailSenderOf(sender, settings),
  };
  await queueEmail(transaction, context, {
    ...{ key, accountId, recipientAddress: email, moreAddresses: moreEmails },
    content: { ...shared, recipientName: name, ...messageOf(pageUrl) },
  });
}
