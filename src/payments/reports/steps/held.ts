import { type Decided, decideSteps } from '../../../billing/reported.js';
import { addDisputed } from '../../../store/accounts/accounts.js';
import type { Entry } from '../../../store/ledger/entries.js';
import {
  type Leg,
  listLegs,
  listReportedDisputes,
  type ReportedDispute,
} from '../../../store/payments/moneyBack.js';
import type { PaymentEvent } from '../../../store/payments/payments.js';
import type { Debit } from '../../../store/debits/debits.js';
import { resolveDispute } from '../../../store/suspension/states.js';
import { debitOfPayment } from '../../debits/reportedDebit.js';
import type { Case, Settled } from '../providerEvent.js';

export type Step = Decided<PaymentEvent>;

/** The entries of one refund or dispute of a payment. */
export interface Held {
  readonly decided: Step;
  readonly legs: readonly Leg[];
  /** The latest dispute of this id; undefined if there was none. */
  readonly dispute: ReportedDispute | undefined;
  /** The direct debit that made the payment. */
  readonly debit: Debit | undefined;
}

export async function loadHeld({ context, transaction, history }: Case, payment: Entry): Promise<Held[]> {
  const debit = await debitOfPayment(context, transaction, payment);
  const [legs, disputes] = await Promise.all([
    listLegs(transaction, payment.id),
    listReportedDisputes(transaction, payment.id),
  ]);
  return decideSteps(history).map((decided) => ({
    decided: {
      ...decided,
      ...(debit === undefined ? {} : { outcome: asReturn(decided.outcome) }),
      step: postedOf(history, decided) ?? decided.step,
    },
    debit,
    legs: legs.filter(({ entry }) => entry.reference === decided.subject),
    dispute: disputes.findLast(({ reference }) => reference === decided.subject),
  }));
}

/** A dispute of a direct debit is its return: the bank has taken the money, and there is nothing to decide. */
function asReturn(outcome: Step['outcome']): Step['outcome'] {
  return outcome === 'contested' ? 'taken' : outcome;
}

/** Of several reports of the same step, the posted one decides. */
function postedOf(history: readonly PaymentEvent[], { subject, step }: Step): PaymentEvent | undefined {
  return history.find(
    (event) => event.state === 'posted' && event.kind === step.kind && event.subject === subject,
  );
}

export function otherCurrency(payment: Entry, { of: what, currency }: Step): Settled {
  const reported = what === 'refund' ? `The refund is in ${currency}` : `The dispute is in ${currency}`;
  const detail = `Currency mismatch. ${reported}, the account is in ${payment.currency}. Post the converted amount on the account.`;
  return { state: 'refused', accountId: payment.accountId, detail };
}

/** A user's decision is kept. */
export function decidedByHand({ history }: Case, { decided, legs, dispute }: Held): string | undefined {
  if (legs.some(({ undoneBy }) => undoneBy !== null && !isMachine(undoneBy)))
    return 'The entry was reversed manually.';
  if (dispute !== undefined && isByHand(dispute) && isFinalByHand(decided, dispute))
    return 'The dispute was resolved manually.';
  const isResolved = history.some(
    ({ subject, resolvedAt }) => subject === decided.subject && resolvedAt !== null,
  );
  return isResolved ? 'Already resolved by a user.' : undefined;
}

/** A bank that takes the money overrides a user who let the payment count again. */
function isFinalByHand({ outcome }: Step, dispute: ReportedDispute): boolean {
  return outcome === 'contested' || dispute.outcome === 'upheld';
}

/** A dispute reduced to nothing was not decided by a user. */
export function isByHand({ outcome, amount, resolvedBy }: ReportedDispute): boolean {
  return outcome !== null && amount !== 0n && resolvedBy !== null && !isMachine(resolvedBy);
}

function isMachine(actor: string): boolean {
  return actor.startsWith('system/');
}

export async function endDispute(
  { context, transaction }: Case,
  payment: Entry,
  reference: string,
  outcome: 'upheld' | 'dismissed',
): Promise<void> {
  const by = { at: context.now, actor: context.actor, reference };
  const amount = await resolveDispute(transaction, { entryId: payment.id, ...by, outcome });
  if (amount !== undefined) await addDisputed(transaction, payment.accountId, -amount);
}
