import { roundingsOf, type TaxRounding } from '../billing/rating/taxSum.js';
import { taxColumns } from '../billing/tax/storedTax.js';
import type { Context } from '../core/context.js';
import { formatAmount, formatPercent } from '../core/values/money.js';
import type { Instant, LocalDate } from '../core/values/zone.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { type NewEntry, postEntries } from '../store/ledger/entries.js';
import { loadTaxed } from '../store/ledger/taxedSums.js';

/** The account, the date and the period of a tax entry. */
export interface RoundedTax {
  readonly accountId: string;
  readonly siteId: string;
  readonly currency: string;
  readonly effectiveAt: Instant;
  readonly periodDate?: LocalDate;
}

/**
 * Posts, for each tax, the difference between the tax on the sum of the entries since the last statement and the tax
 * line by line. Level-triggered: if the tax is right already, nothing is posted. The caller holds the account's lock.
 */
export async function roundTax(context: Context, transaction: Queryable, rounded: RoundedTax): Promise<void> {
  const { accountId, siteId } = rounded;
  const unreadable = new Map<string, string[]>();
  const sums = (await loadTaxed(transaction, [accountId], unreadable)).get(accountId) ?? [];
  // A sum over only some entries would be wrong, so this waits until all can be parsed.
  if (unreadable.has(accountId)) return;
  const [first, ...rest] = roundingsOf(sums)
    .filter(({ minor, byLine }) => minor !== byLine)
    .map((rounding) => roundingEntry(context, rounded, rounding));
  if (first === undefined) return;
  await postEntries(transaction, {
    accountId,
    siteId,
    entries: [first, ...rest],
    actor: context.actor,
    postedAt: context.now,
    afterClosing: true,
  });
}

function roundingEntry(
  { now }: Context,
  { currency, effectiveAt, periodDate }: RoundedTax,
  { tax, net, minor, byLine }: TaxRounding,
): NewEntry {
  const percent = formatPercent(tax.percent);
  const format = (amount: bigint): string => formatAmount(amount, currency);
  return {
    id: newId(now),
    kind: 'tax',
    amount: byLine - minor,
    contraAccount: `tax:${tax.name}`,
    description: `${tax.name} ${percent} % on the sum of ${format(net)} is ${format(minor)}; by line it was ${format(byLine)}`,
    ...taxColumns(tax),
    effectiveAt,
    ...(periodDate === undefined ? {} : { periodDate }),
  };
}
