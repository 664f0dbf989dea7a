import fc from 'fast-check';
import { reverseEntry } from '../../../../src/ledger/reverseEntry.js';
import { disputeEntry, resolveDispute } from '../../../../src/payments/disputeEntry.js';
import type { Account } from '../compare.js';
import type { StageContext } from '../stage.js';
import { kindOf, nth, pick, request } from './step.js';
import type { KnownEntry, ModelAccount } from '../modelAccount.js';

function openTaxesOf(tab: ModelAccount, charge: KnownEntry): KnownEntry[] {
  return [...tab.entries.values()].filter(
    (tax) => tax.taxes === charge.id && !tax.isReversed && tab.leftOf(tax) > 0n,
  );
}

/** An amount of the entry's sign. */
function signed(entry: KnownEntry, size: bigint): bigint {
  return entry.amount < 0n ? -size : size;
}

/** What is left of it is taken back, and what is left of its tax. */
function noteReversed(account: Account, entry: KnownEntry): void {
  const { tab } = account;
  const parts = [entry, ...openTaxesOf(tab, entry)].map(
    (one) => [one, signed(one, tab.reversibleOf(one))] as const,
  );
  for (const [one, taken] of parts) {
    one.isReversed = true;
    one.reversed = taken;
    one.isWaived = one === entry && entry.kind === 'tax';
    account.reversals.set(one.id, '');
  }
  entry.disputed = null;
}

const hasEntries = ({ entries }: ModelAccount): boolean => entries.size > 0;

const reverse = kindOf({
  ...{ weight: 5, args: pick, can: hasEntries },
  does: async (account, index, { caller }) => {
    const { tab, stage } = account;
    const entry = nth([...tab.entries.values()], index);
    const charge = entry.taxes === null ? undefined : tab.entries.get(entry.taxes);
    const isOnSum = entry.kind === 'tax' && entry.taxes === null;
    const isOff =
      entry.kind === 'reversal' || isOnSum || entry.isReversed || (charge?.disputed ?? null) !== null;
    const refused = isOff || tab.reversibleOf(entry) === 0n ? 'conflict' : null;
    account.events += 1;
    const key = `${stage.slug}/reverse ${account.events}`;
    const ask = (context: StageContext): Promise<unknown> => reverseEntry(context, entry.id, {}, key);
    await request(account, { ask, refused, repeat: null }, caller);
    if (refused === null) noteReversed(account, entry);
  },
});

const dispute = kindOf({
  ...{ weight: 4, args: pick, can: hasEntries },
  does: async (account, index, { caller }) => {
    const { tab } = account;
    const entry = nth([...tab.entries.values()], index);
    const left = entry.kind === 'payment' ? tab.freeOf(entry) : tab.leftOf(entry);
    const isOff = entry.kind === 'tax' || entry.kind === 'reversal' || left === 0n || entry.disputed !== null;
    const refused = tab.state === 'closed' ? 'account_closed' : isOff ? 'conflict' : null;
    const ask = (context: StageContext): Promise<unknown> =>
      disputeEntry(context, entry.id, { reason: 'contested' });
    await request(account, { ask, refused, repeat: 'conflict' }, caller);
    if (refused !== null) return;
    const taxes = openTaxesOf(tab, entry).reduce((sum, tax) => sum + tab.leftOf(tax), 0n);
    entry.disputed = signed(entry, left + taxes);
  },
});

const isDisputed = ({ disputed }: KnownEntry): boolean => disputed !== null;

const resolve = kindOf({
  ...{ weight: 3, args: fc.record({ index: pick, isUpheld: fc.boolean() }) },
  can: ({ entries }: ModelAccount) => [...entries.values()].some(isDisputed),
  does: async (account, { index, isUpheld }, { caller }) => {
    const { tab } = account;
    const entry = nth([...tab.entries.values()].filter(isDisputed), index);
    const outcome = isUpheld ? ('upheld' as const) : ('dismissed' as const);
    account.events += 1;
    const reason = `resolved ${account.events}`;
    const ask = (context: StageContext): Promise<unknown> =>
      resolveDispute(context, entry.id, { outcome, reason });
    const contested = entry.disputed ?? 0n;
    const isPart = entry.kind === 'payment' && contested < tab.reversibleOf(entry);
    await request(account, { ask, refused: null, repeat: 'conflict' }, caller);
    if (isUpheld && isPart) {
      account.wishes.push({ text: `Chargeback: ${reason}`, kind: 'refund', amount: -contested, seen: 0 });
      entry.disputed = null;
    } else if (isUpheld) noteReversed(account, entry);
    else entry.disputed = null;
  },
});

/** What takes back what was posted, or says that it may not count. */
export const CORRECTIONS = { reverse, dispute, resolve };
