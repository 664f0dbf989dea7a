import { describeReturn } from '../../src/billing/debits/returnCodes.js';
import { createFormat } from '../format.js';
import { debitTexts } from '../texts/debitTexts.js';
import type { UserDraft } from '../users/userDraft.js';
import type { DebitEmail, ReturnedDebitEmail } from '../users/userEmail.js';
import type { PlainWording } from '../wording.js';

/** A client is told ahead what is collected, when, and on which mandate. */
export function draftDebit(email: DebitEmail, { texts, locale, localDay }: PlainWording): UserDraft {
  const own = debitTexts(email.language);
  const { announced } = own;
  const { sender, pageUrl, purpose } = email;
  const amount = createFormat(locale, email.currency, email.timeZone).money(email.amount);
  const day = localDay(email.collectOn);
  return {
    subject: announced.subject(amount, day),
    preview: announced.preview,
    lead: `${announced.lead(sender.name, amount, day)} ${announced.why[purpose]}`,
    rows: [
      { label: own.amount, value: amount, strong: true },
      { label: own.collectOn, value: day, strong: true, fact: true },
      { label: own.account, value: `${email.country}… ${email.lastFour}`, fact: true },
      { label: own.reference, value: email.mandateReference, fact: true },
      { label: own.creditorId, value: email.creditorId, fact: true },
    ],
    ...(pageUrl === null ? {} : { action: { button: own.show, address: pageUrl } }),
    notes: [announced.note],
    because: texts.footer.because(email.siteName),
  };
}

/** A client's bank returned a debit: why, what it cost, and what happens now. */
export function draftReturnedDebit(
  email: ReturnedDebitEmail,
  { texts, locale, localDay }: PlainWording,
): UserDraft {
  const own = debitTexts(email.language);
  const { returned } = own;
  const { money } = createFormat(locale, email.currency, email.timeZone);
  const { fee, pageUrl } = email;
  const amount = money(email.amount);
  const reason = describeReturn(email.language, email.code);
  return {
    subject: returned.subject(amount),
    preview: reason,
    lead: returned.lead(amount, localDay(email.collectOn), reason),
    rows: [
      { label: own.amount, value: amount },
      { label: own.account, value: `${email.country}… ${email.lastFour}`, fact: true },
      { label: own.reference, value: email.mandateReference, fact: true },
    ],
    ...(pageUrl === null ? {} : { action: { button: own.pay, address: pageUrl } }),
    notes: [
      ...(fee === null ? [] : [returned.fee(money(fee))]),
      ...(email.mandateEnded ? [returned.mandateEnded] : []),
      returned.pay,
    ],
    because: texts.footer.because(email.siteName),
  };
}
