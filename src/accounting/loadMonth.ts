import type { Accounting } from '../billing/accounting/accounting.js';
import { Gaps } from '../billing/accounting/gaps.js';
import { type AccountSum, MonthSums } from '../billing/accounting/monthSums.js';
import { TaxSummary } from '../billing/accounting/taxSummary.js';
import type { SiteContext } from '../core/context.js';
import { addMonths, type Instant, type LocalDate } from '../core/values/zone.js';
import { sumUndocumented } from '../store/accounting/journalRows.js';
import { findSeller } from '../store/invoices/parties.js';
import { finalFrom, readJournals } from './readJournal.js';

/** What a month books, and what is in the way of its files. */
export interface AccountingMonth {
  /** From when on it never changes. */
  readonly finalFrom: Instant;
  readonly isFinal: boolean;
  readonly lines: number;
  readonly sums: readonly AccountSum[];
  readonly gaps: Gaps;
  readonly taxes: TaxSummary;
  /** As of now: charges with their taxes that are on no document yet, so in no month. */
  readonly waiting: readonly {
    readonly currency: string;
    readonly entries: number;
    readonly minor: bigint;
  }[];
}

/** Adds up a month (its first day) under these settings; reads a few accounts at a time. */
export async function loadAccountingMonth(
  context: SiteContext,
  settings: Accounting,
  first: LocalDate,
): Promise<AccountingMonth> {
  const sums = new MonthSums(settings);
  const gaps = new Gaps(settings);
  const taxes = await newSummary(context);
  for await (const { lines } of readJournals(context, first, numbering(settings))) {
    sums.add(lines);
    gaps.add(lines);
    taxes.add(lines);
  }
  gaps.addUnmapped(sums.unmapped);
  const final = finalFrom(first);
  return {
    ...{ finalFrom: final, isFinal: context.now >= final },
    ...{ lines: sums.lines, sums: sums.sums, gaps, taxes },
    waiting: await sumUndocumented(context.sql, context.siteId),
  };
}

/** The taxes of months in a row, such as a quarter's. */
export async function loadTaxSummary(
  context: SiteContext,
  { first, months }: { readonly first: LocalDate; readonly months: number },
): Promise<TaxSummary> {
  const summary = await newSummary(context);
  for (let index = 0; index < months; index += 1)
    for await (const { lines } of readJournals(context, addMonths(first, index))) summary.add(lines);
  return summary;
}

async function newSummary({ sql, siteId }: SiteContext): Promise<TaxSummary> {
  const { country = '' } = await findSeller(sql, siteId);
  return new TaxSummary(country);
}

/** Clients get numbers where the owner wants that. */
export function numbering({ debtors }: Accounting): { readonly numbersFrom?: number } {
  return debtors.mode === 'numbered' ? { numbersFrom: debtors.start } : {};
}
