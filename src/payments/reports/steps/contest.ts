import { newId } from '../../../platform/ids.js';
import { addDisputed } from '../../../store/accounts/accounts.js';
import type { Entry } from '../../../store/ledger/entries.js';
import { setDisputed } from '../../../store/payments/moneyBack.js';
import { insertDispute } from '../../../store/suspension/states.js';
import { freeOf, least, leftOf, formatWithCurrency } from '../../moneyBack.js';
import { type Case, type Settled, recordChange } from '../providerEvent.js';
import { decidedByHand, type Held, otherCurrency, type Step } from './held.js';

/** A bank holds this part of the payment: it does not count until the dispute is over. */
export async function contest(taken: Case, payment: Entry, held: Held): Promise<Settled> {
  const { context, transaction } = taken;
  const { decided, dispute } = held;
  const { accountId } = payment;
  const known: Settled = { state: 'posted', accountId };
  const byHand = decidedByHand(taken, held);
  if (byHand !== undefined) return { state: 'noted', accountId, detail: byHand };
  if (decided.currency !== payment.currency) return otherCurrency(payment, decided);
  const before = dispute?.outcome === null ? dispute.amount : 0n;
  const more = least(decided.minor - before, await freeOf(transaction, payment));
  if (more <= 0n) return before > 0n ? known : nothingToContest(taken, payment, decided);
  if (dispute?.outcome === null) await setDisputed(transaction, dispute.id, before + more);
  else {
    const { subject: reference, step } = decided;
    const row = { id: newId(context.now), entryId: payment.id, accountId, amount: more, reference };
    const by = { reason: step.reason ?? '', at: context.now, actor: context.actor };
    await insertDispute(transaction, { ...row, ...by });
  }
  await addDisputed(transaction, accountId, more);
  await recordChange(taken, payment, 'entry.dispute', 'chargePosted');
  return known;
}

async function nothingToContest(taken: Case, payment: Entry, decided: Step): Promise<Settled> {
  const { accountId } = payment;
  if ((await leftOf(taken.transaction, payment)) > 0n)
    return { state: 'noted', accountId, detail: 'The payment is already in dispute.' };
  const detail = `The bank holds ${formatWithCurrency(decided.minor, payment)}, but the payment was already refunded in full. Answer the dispute at the provider.`;
  return { state: 'refused', accountId, detail };
}
