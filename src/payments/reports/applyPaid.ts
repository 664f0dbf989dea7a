import { createHash } from 'node:crypto';
import type { SavedCard } from '../../billing/payment.js';
import { isId, newId } from '../../platform/ids.js';
import { insertAudit } from '../../store/core/audit.js';
import { usualDescription } from '../../core/values/entryTexts.js';
import { sealedAt } from '../../store/operations/sealed.js';
import { endCheckout, findPayable, type PaymentEvent } from '../../store/payments/payments.js';
import { replaceSavedCard } from '../../store/payments/topUps.js';
import { noteReportedPaid } from '../debits/reportedDebit.js';
import { finishTopUp } from '../topUp/finishTopUp.js';
import { type Case, type EventOf, postReported, type Settled } from './providerEvent.js';

type Paid = Case<EventOf<'paid'>>;

/** Posts a payment that a provider reports, once, even if several reports arrive. */
export async function applyPaid(paid: Paid): Promise<Settled> {
  const { context, transaction, event } = paid;
  const { accountId } = event;
  const account = isId(accountId) ? await findPayable(transaction, accountId) : undefined;
  if (account?.siteId !== context.siteId) {
    const detail = `The account does not belong to this site. ${BY_HAND}`;
    return { state: 'refused', detail };
  }
  if (event.savedCard !== undefined) await saveCard(paid, event.savedCard);
  await finishTopUp(paid);
  const posted = paid.history.find(({ kind, state }) => kind === 'paid' && state === 'posted');
  if (posted !== undefined) return isSame(posted, event) ? sameAgain(accountId) : contradicts(accountId);
  if (account.currency !== event.currency) {
    const detail = `Currency mismatch: the payment is in ${event.currency}, the account in ${account.currency}. ${BY_HAND}`;
    return { state: 'refused', accountId, detail };
  }
  const settled = await postReported(paid, accountId, entryOf(paid), 'paymentReceived');
  if (settled.entryId !== undefined && event.checkoutId !== undefined && isId(event.checkoutId)) {
    const { entryId } = settled;
    await endCheckout(transaction, { id: event.checkoutId, accountId, entryId, at: context.now });
  }
  if (settled.entryId !== undefined) await noteReportedPaid(context, transaction, event, settled.entryId);
  return settled;
}

const BY_HAND = 'If the payment is from a client, record it on the account.';

function isSame(posted: PaymentEvent, { minor, currency }: Paid['event']): boolean {
  return posted.amount === minor && posted.currency === currency;
}

function sameAgain(accountId: string): Settled {
  return { state: 'noted', accountId, detail: 'Another report of this payment was posted.' };
}

function contradicts(accountId: string): Settled {
  const detail =
    'A report of this payment with another amount was posted. Check the amount at the provider and record the difference.';
  return { state: 'refused', accountId, detail };
}

function entryOf({ context, provider, event }: Paid) {
  const named = event.method
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .slice(0, 32);
  const method = event.debitId === undefined ? named : 'direct-debit';
  return {
    id: newId(context.now),
    kind: 'payment' as const,
    amount: event.minor,
    contraAccount: `cash:${provider}`,
    description: usualDescription('payment', method),
    method,
    reference: event.paymentId,
    // A provider's clock may be ahead of ours (far behind it under the test clock), but entries are never dated in the
    // future.
    effectiveAt: Math.min(event.at, context.now),
  };
}

/** Stores the card a payment was made with, in place of the previous one. */
async function saveCard({ context, transaction, provider, event }: Paid, card: SavedCard): Promise<void> {
  const { accountId } = event;
  const { customerId, methodId, brand, lastFour, expires } = card;
  const digest = createHash('sha256').update(`${provider}\n${customerId}\n${methodId}`).digest();
  const id = newId(context.now);
  const row = {
    id,
    accountId,
    provider,
    sealed: context.secrets.seal(JSON.stringify({ customerId, methodId }), sealedAt('saved card', id)),
    digest,
    brand: brand.slice(0, 40),
    lastFour: lastFour.slice(0, 4),
    expires,
    savedAt: context.now,
  };
  const removal = { at: context.now, actor: context.actor, detachAt: context.wallNow };
  if (!(await replaceSavedCard(transaction, row, removal))) return;
  await insertAudit(transaction, context, {
    siteId: context.siteId,
    accountId,
    action: 'saved-card.keep',
    subject: `account/${accountId}`,
    after: { provider },
  });
}
