import type { SiteContext } from '../../core/context.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { isLocalDate, localDateOf } from '../../core/values/zone.js';
import { postReversal } from '../../ledger/reverseEntry.js';
import type { Debit } from '../../store/debits/debits.js';
import { findEntry } from '../../store/ledger/entries.js';
import { onDebit } from './changeDebit.js';
import { creditDebit, noteDebitReturn, returnReason } from './debitOutcome.js';

const ENDED = refuse('conflict', 'This direct debit has ended.');
const NOT_HANDED_IN = refuse('conflict', 'This direct debit is not handed in yet.');

/** The owner says that the money of a debit has come, where no bank file does. */
export async function creditByHand(
  context: SiteContext,
  id: string,
  input: { readonly on?: string | undefined } = {},
): Promise<Debit | Refusal> {
  const today = localDateOf(context.now, 'UTC');
  const bookedOn = input.on ?? today;
  if (!isLocalDate(bookedOn) || bookedOn > today)
    return refuse('invalid', 'must be a date that is not in the future', 'on');
  return onDebit(context, id, async (transaction, debit) => {
    if (debit.state === 'announced') return NOT_HANDED_IN;
    if (debit.state === 'paid') return undefined;
    const entryId = await creditDebit(context, transaction, debit, { bookedOn });
    return entryId === undefined ? ENDED : undefined;
  });
}

const CODE = /^[A-Z]{2}[A-Z0-9]{2}$/;

/** The owner says that a debit came back, or never came, with the bank's code if there is one. */
export async function returnByHand(
  context: SiteContext,
  id: string,
  input: { readonly code?: string | undefined } = {},
): Promise<Debit | Refusal> {
  const code = (input.code ?? '').trim().toUpperCase();
  if (code !== '' && !CODE.test(code))
    return refuse('invalid', 'must be the bank’s code of four letters and digits, such as AM04', 'code');
  return onDebit(context, id, async (transaction, debit) => {
    if (debit.state === 'announced') return NOT_HANDED_IN;
    if (debit.state === 'returned' || debit.state === 'failed') return undefined;
    if (debit.state === 'cancelled') return ENDED;
    const payment =
      debit.entryId === null ? undefined : await findEntry(transaction, context.siteId, debit.entryId);
    if (payment !== undefined) {
      const reversal = await postReversal(
        context,
        transaction,
        payment,
        returnReason(code === '' ? undefined : code),
      );
      if (isRefusal(reversal)) return reversal;
    }
    await noteDebitReturn(context, transaction, debit, { code: code === '' ? null : code });
    return undefined;
  });
}
