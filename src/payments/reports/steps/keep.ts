import { isRefusal } from '../../../core/values/refusal.js';
import { postReversal } from '../../../ledger/reverseEntry.js';
import type { Entry } from '../../../store/ledger/entries.js';
import { type Case, type Settled, recordChange } from '../providerEvent.js';
import { endDispute, type Held, isByHand } from './held.js';

/** The money stays or came back: earlier deductions are reversed, and the disputed part counts again. */
export async function keep(taken: Case, payment: Entry, { decided, legs, dispute }: Held): Promise<Settled> {
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
    await recordChange(taken, payment, 'entry.resolve', 'paymentReceived');
    return { ...settled, state: 'posted', isUrgent: true };
  }
  if (dispute !== undefined && isByHand(dispute))
    return { ...settled, detail: 'The dispute was resolved manually.' };
  return settled;
}
