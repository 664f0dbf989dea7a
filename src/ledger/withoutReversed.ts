import type { Entry } from '../store/ledger/entries.js';

/**
 * The entries without wrong ones that were reversed, and without their reversals: together they change nothing, and a
 * mistyped payment would flatten a chart. Charges stay, because they belong to a period.
 */
export function withoutReversed<T extends Pick<Entry, 'id' | 'kind' | 'amount' | 'reverses'>>(
  entries: readonly T[],
): T[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const left = new Set<string>();
  for (const { id, reverses, amount } of entries) {
    const wrong = reverses === undefined ? undefined : byId.get(reverses);
    if (wrong === undefined || wrong.kind === 'charge' || wrong.amount !== -amount) continue;
    left.add(id).add(wrong.id);
  }
  return entries.filter(({ id }) => !left.has(id));
}
