import { type Decided, decideSteps } from '../../billing/reported.js';
import { isRefusal } from '../../core/values/refusal.js';
import { postReversal } from '../../ledger/reverseEntry.js';
import { newId } from '../../platform/ids.js';
import { addDisputed, lockAccount } from '../../store/accounts/accounts.js';
import type { Entry } from '../../store/ledger/entries.js';
import {
  type Leg,
  listLegs,
  listReportedDisputes,
  type ReportedDispute,
  setDisputed,
} from '../../store/payments/moneyBack.js';
import { type PaymentEvent, updatePaymentEvent } from '../../store/payments/payments.js';
import { insertDispute, resolveDispute } from '../../store/suspension/states.js';
import { freeOf, least, leftOf, trimDisputes, words } from '../moneyBack.js';
import { type Case, postReported, type Settled, tell } from './providerEvent.js';

type Step = Decided<PaymentEvent>;

/** The entries of one refund or dispute of a payment. */
interface Held {
  readonly decided: Step;
  readonly legs: readonly Leg[];
  /** The latest of this id; none where it was never open. */
  readonly dispute: ReportedDispute | undefined;
}

/**
 * Makes the ledger agree with all reports of a payment's refunds and disputes together, whichever came first: what
 * stays is given back, then what went is taken as far as the payment goes, then what a bank holds is put in dispute as
 * far as it is left. Only the difference to what was posted before is posted. Decisions of a user stay. Returns the ids
 * of the reports that decide.
 */
export async function applySteps(taken: Case, payment: Entry): Promise<ReadonlyMap<string, Settled>> {
  const { transaction, history } = taken;
  if (decideSteps(history).length === 0) return new Map();
  await lockAccount(transaction, payment.accountId);
  const held = await readHeld(taken, payment);
  const settled = new Map<PaymentEvent, Settled>();
  for (const each of of(held, 'kept')) settled.set(each.decided.step, await keep(taken, payment, each));
  for (const each of of(held, 'taken')) settled.set(each.decided.step, await take(taken, payment, each));
  await trimDisputes(taken.context, transaction, payment.accountId);
  if (of(held, 'contested').length > 0) {
    for (const each of of(await readHeld(taken, payment), 'contested'))
      settled.set(each.decided.step, await contest(taken, payment, each));
  }
  for (const [step, outcome] of settled) await note(taken, step, outcome);
  await passOver(taken, history, settled);
  return new Map([...settled].map(([step, outcome]) => [step.id, outcome]));
}

async function readHeld({ transaction, history }: Case, payment: Entry): Promise<Held[]> {
  const [legs, disputes] = await Promise.all([
    listLegs(transaction, payment.id),
    listReportedDisputes(transaction, payment.id),
  ]);
  return decideSteps(history).map((decided) => ({
    decided: { ...decided, step: postedOf(history, decided) ?? decided.step },
    legs: legs.filter(({ entry }) => entry.reference === decided.subject),
    dispute: disputes.findLast(({ reference }) => reference === decided.subject),
  }));
}

/** Of several reports of the same step the one that was posted speaks for it. */
function postedOf(history: readonly PaymentEvent[], { subject, step }: Step): PaymentEvent | undefined {
  return history.find(
    (event) => event.state === 'posted' && event.kind === step.kind && event.subject === subject,
  );
}

function of(held: readonly Held[], outcome: Step['outcome']): Held[] {
  return held.filter(({ decided }) => decided.outcome === outcome);
}

/** The money stays, or came back: what was taken for it is given back, and what was in dispute counts again. */
async function keep(taken: Case, payment: Entry, { decided, legs, dispute }: Held): Promise<Settled> {
  const { accountId } = payment;
  const why = decided.of === 'refund' ? 'the refund failed' : 'the dispute was won after all';
  let settled: Settled = { state: 'noted', accountId };
  for (const { entry } of legs.filter(({ undoneBy }) => undoneBy === null)) {
    const reversal = await postReversal(taken.context, taken.transaction, entry, why);
    if (isRefusal(reversal)) return { state: 'refused', accountId, detail: reversal.detail };
    settled = { state: 'posted', accountId, entryId: reversal.id, isUrgent: true };
  }
  if (dispute?.outcome === null) {
    await endDispute(taken, payment, decided.subject, 'dismissed');
    await tell(taken, payment, 'entry.resolve', 'paymentReceived');
    return { ...settled, state: 'posted', isUrgent: true };
  }
  if (dispute !== undefined && isByHand(dispute))
    return { ...settled, detail: 'The dispute was resolved manually.' };
  return settled;
}

/** The money is gone: so much of the payment is taken back, by an entry of its own, as far as the payment goes. */
async function take(taken: Case, payment: Entry, held: Held): Promise<Settled> {
  const { decided, legs, dispute } = held;
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
  const posted = minor === 0n ? known : await post(taken, payment, decided, minor);
  if (posted.state !== 'posted' || minor === missing) return posted;
  const all = before + minor;
  const part =
    all === 0n ? 'nothing is left of the payment' : `only ${words(all, payment)} was left of the payment`;
  const detail = `${saying(payment, decided)}, and ${part}. ${BEYOND}`;
  return { ...posted, state: 'refused', detail };
}

const BEYOND = 'Check it at the provider. If the client owes the rest, post it on the account.';

function saying(payment: Entry, { of: what, minor }: Step): string {
  const money = words(minor, payment);
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

/** A bank holds so much of the payment: it does not count until the dispute is over. */
async function contest(taken: Case, payment: Entry, held: Held): Promise<Settled> {
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
  await tell(taken, payment, 'entry.dispute', 'chargePosted');
  return known;
}

async function nothingToContest(taken: Case, payment: Entry, decided: Step): Promise<Settled> {
  const { accountId } = payment;
  if ((await leftOf(taken.transaction, payment)) > 0n)
    return { state: 'noted', accountId, detail: 'The payment is already in dispute.' };
  const detail = `The bank holds ${words(decided.minor, payment)}, but the payment was already refunded in full. Answer the dispute at the provider.`;
  return { state: 'refused', accountId, detail };
}

function otherCurrency(payment: Entry, { of: what, currency }: Step): Settled {
  const said = what === 'refund' ? `The refund is in ${currency}` : `The dispute is in ${currency}`;
  const detail = `Currency mismatch. ${said}, the account is in ${payment.currency}. Post the converted amount on the account.`;
  return { state: 'refused', accountId: payment.accountId, detail };
}

/** A user's decision is not made again. */
function decidedByHand({ history }: Case, { decided, legs, dispute }: Held): string | undefined {
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

/** One that was cut down to nothing was not decided. */
function isByHand({ outcome, amount, resolvedBy }: ReportedDispute): boolean {
  return outcome !== null && amount !== 0n && resolvedBy !== null && !isMachine(resolvedBy);
}

function isMachine(actor: string): boolean {
  return actor.startsWith('system/');
}

async function endDispute(
  { context, transaction }: Case,
  payment: Entry,
  reference: string,
  outcome: 'upheld' | 'dismissed',
): Promise<void> {
  const by = { at: context.now, actor: context.actor, reference };
  const amount = await resolveDispute(transaction, { entryId: payment.id, ...by, outcome });
  if (amount !== undefined) await addDisputed(transaction, payment.accountId, -amount);
}

/** Writes beside the report that decides what became of it, where that is new. */
async function note({ transaction }: Case, step: PaymentEvent, outcome: Settled): Promise<void> {
  if (step.resolvedAt !== null) return;
  if (step.state === 'posted' && outcome.state !== 'refused' && outcome.entryId === undefined) return;
  if (
    step.state === outcome.state &&
    step.detail === (outcome.detail ?? null) &&
    outcome.entryId === undefined
  )
    return;
  const entryId = outcome.entryId ?? step.entryId ?? undefined;
  await updatePaymentEvent(transaction, step.id, {
    ...outcome,
    ...(entryId === undefined ? {} : { entryId }),
  });
}

/** Reports that a later one of the same has replaced need no user any more. */
async function passOver(
  { transaction }: Case,
  history: readonly PaymentEvent[],
  settled: ReadonlyMap<PaymentEvent, Settled>,
): Promise<void> {
  for (const event of history) {
    const isOver = event.state === 'waiting' || event.state === 'refused' || event.state === 'foreign';
    if (!isOver || event.resolvedAt !== null || settled.has(event) || event.kind === 'paid') continue;
    const accountId = event.accountId ?? undefined;
    const detail = 'Another report decided this.';
    await updatePaymentEvent(transaction, event.id, {
      state: 'noted',
      detail,
      ...(accountId === undefined ? {} : { accountId }),
    });
  }
}
