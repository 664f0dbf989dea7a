import { newId } from '../../../platform/ids.js';
import type { Entry } from '../../../store/ledger/entries.js';
import { least, leftOf, formatWithCurrency } from '../../moneyBack.js';
import { noteReportedReturn } from '../../debits/reportedDebit.js';
import { type Case, postReported, type Settled } from '../providerEvent.js';
import { decidedByHand, endDispute, type Held, otherCurrency, type Step } from './held.js';

/** The money is gone: this part of the payment is taken back by a separate entry, as far as the payment goes. */
export async function take(taken: Case, payment: Entry, held: Held): Promise<Settled> {
  const { decided, legs, dispute, debit } = held;
  const { accountId } = payment;
  const byHand = decidedByHand(taken, held);
  if (byHand !== undefined) return { state: 'noted', accountId, detail: byHand };
  if (decided.currency !== payment.currency) return otherCurrency(payment, decided);
  if (dispute?.outcome === null) await endDispute(taken, payment, decided.subject, 'upheld');
  const standing = legs.filter(({ undoneBy }) => undoneBy === null);
  const before = standing.reduce((sum, { entry }) => sum - entry.amount, 0n);
  const missing = decided.minor - before;
  const known: Settled = { state: 'posted', accountId };
  if (missing <= 0n) return known;
  const minor = least(missing, await leftOf(taken.transaction, payment));
  if (minor === 0n && debit?.state === 'returned')
    return { state: 'noted', accountId, detail: 'The return of this direct debit is posted already.' };
  const posted = minor === 0n ? known : await post(taken, payment, decided, minor);
  if (debit !== undefined && decided.of === 'dispute' && posted.state === 'posted')
    await noteReportedReturn(taken.context, taken.transaction, debit, decided.step.reason);
  if (posted.state !== 'posted' || minor === missing) return posted;
  const all = before + minor;
  const part =
    all === 0n
      ? 'nothing is left of the payment'
      : `only ${formatWithCurrency(all, payment)} was left of the payment`;
  const detail = `${saying(payment, decided)}, and ${part}. ${BEYOND}`;
  return { ...posted, state: 'refused', detail };
}

const BEYOND = 'Check it at the provider. If the client owes the rest, post it on the account.';

function saying(payment: Entry, { of: what, minor }: Step): string {
  const money = formatWithCurrency(minor, payment);
  return what === 'refund' ? `The refund is ${money}` : `The chargeback is ${money}`;
}

async function post(taken: Case, payment: Entry, { of: what, subject, step }: Step, minor: bigint) {
  const { context, provider } = taken;
  const { accountId, method = 'online', contraAccount } = payment;
  const entry = {
    id: newId(context.now),
    kind: 'refund' as const,
    amount: -minor,
    contraAccount: what === 'refund' ? `cash:${provider}` : contraAccount,
    description: `${what === 'refund' ? 'Refund' : 'Chargeback'} (${method})`,
    method,
    reference: subject,
    corrects: payment.id,
    effectiveAt: Math.min(step.happenedAt, context.now),
  };
  return postReported(taken, accountId, entry, 'chargePosted');
}
