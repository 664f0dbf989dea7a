import { decideSteps } from '../../../billing/reported.js';
import { lockAccount } from '../../../store/accounts/accounts.js';
import type { Entry } from '../../../store/ledger/entries.js';
import { type PaymentEvent, updatePaymentEvent } from '../../../store/payments/payments.js';
import { trimDisputes } from '../../moneyBack.js';
import type { Case, Settled } from '../providerEvent.js';
import { contest } from './contest.js';
import { type Held, loadHeld, type Step } from './held.js';
import { keep } from './keep.js';
import { take } from './take.js';

/**
 * Makes the ledger agree with all reports of a payment's refunds and disputes, in any order of arrival: money that
 * stays is given back first, then money that is gone is taken as far as the payment goes, then money that a bank holds
 * is disputed as far as it is left. Only the difference to earlier postings is posted. A user's decisions stay. Returns
 * the ids of the deciding reports.
 */
export async function applySteps(taken: Case, payment: Entry): Promise<ReadonlyMap<string, Settled>> {
  const { transaction, history } = taken;
  if (decideSteps(history).length === 0) return new Map();
  await lockAccount(transaction, payment.accountId);
  const held = await loadHeld(taken, payment);
  const settled = new Map<PaymentEvent, Settled>();
  for (const each of of(held, 'kept')) settled.set(each.decided.step, await keep(taken, payment, each));
  for (const each of of(held, 'taken')) settled.set(each.decided.step, await take(taken, payment, each));
  await trimDisputes(taken.context, transaction, payment.accountId);
  if (of(held, 'contested').length > 0) {
    for (const each of of(await loadHeld(taken, payment), 'contested'))
      settled.set(each.decided.step, await contest(taken, payment, each));
  }
  for (const [step, outcome] of settled) await note(taken, step, outcome);
  await passOver(taken, history, settled);
  return new Map([...settled].map(([step, outcome]) => [step.id, outcome]));
}

function of(held: readonly Held[], outcome: Step['outcome']): Held[] {
  return held.filter(({ decided }) => decided.outcome === outcome);
}

/** Records on the deciding report what became of it, if that is new. */
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

/** Reports replaced by a later one about the same thing need no user any more. */
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
