import fc from 'fast-check';
import { disputeEntry, resolveDispute, reverseEntry } from '../../src/operations/index.js';
import type { Account } from './compare.js';
import type { StageContext } from './stage.js';
import { kindOf, nth, pick, request } from './step.js';
import type { KnownEntry, ModelTab } from './tab.js';

function openTaxesOf(tab: ModelTab, charge: KnownEntry): KnownEntry[] {
  return charge.kind === 'charge'
    ? [...tab.entries.values()].filter(({ taxes, isReversed }) => taxes === charge.id && !isReversed)
    : [];
}

function noteReversed(account: Account, entry: KnownEntry): void {
  for (const one of [entry, ...openTaxesOf(account.tab, entry)]) {
    one.isReversed = true;
    account.reversals.set(one.id, '');
  }
  entry.disputed = null;
}

const hasEntries = ({ entries }: ModelTab): boolean => entries.size > 0;

const reverse = kindOf({
  ...{ weight: 5, args: pick, can: hasEntries },
  does: async (account, index, { caller }) => {
    const { tab, stage } = account;
    const entry = nth([...tab.entries.values()], index);
    const charge = entry.taxes === null ? undefined : tab.entries.get(entry.taxes);
    const isOff = entry.kind === 'reversal' || entry.isReversed || (charge?.disputed ?? null) !== null;
    const refused = isOff ? 'conflict' : tab.state === 'closed' ? 'account_closed' : null;
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
    const isOff =
      entry.kind === 'tax' || entry.kind === 'reversal' || entry.isReversed || entry.disputed !== null;
    const refused = tab.state === 'closed' ? 'account_closed' : isOff ? 'conflict' : null;
    const ask = (context: StageContext): Promise<unknown> =>
      disputeEntry(context, entry.id, { reason: 'contested' });
    await request(account, { ask, refused, repeat: 'conflict' }, caller);
    if (refused !== null) return;
    entry.disputed = openTaxesOf(tab, entry).reduce((sum, tax) => sum + tax.amount, entry.amount);
  },
});

const isDisputed = ({ disputed }: KnownEntry): boolean => disputed !== null;

const resolve = kindOf({
  ...{ weight: 3, args: fc.record({ index: pick, isUpheld: fc.boolean() }) },
  can: ({ entries }: ModelTab) => [...entries.values()].some(isDisputed),
  does: async (account, { index, isUpheld }, { caller }) => {
    const { tab } = account;
    const entry = nth([...tab.entries.values()].filter(isDisputed), index);
    const refused = tab.state === 'closed' ? 'account_closed' : null;
    const outcome = isUpheld ? ('upheld' as const) : ('dismissed' as const);
    const ask = (context: StageContext): Promise<unknown> => resolveDispute(context, entry.id, { outcome });
    await request(account, { ask, refused, repeat: 'conflict' }, caller);
    if (refused !== null) return;
    if (isUpheld) noteReversed(account, entry);
    else entry.disputed = null;
  },
});

/** What takes back what was posted, or says that it may not count. */
export const CORRECTIONS = { reverse, dispute, resolve };
