import { readJournals } from '../../../../src/accounting/readJournal.js';
import type { JournalLine } from '../../../../src/billing/accounting/journal.js';
import { keyOfTax } from '../../../../src/billing/tax/storedTax.js';
import type { SiteContext } from '../../../../src/core/context.js';
import { localDateOf } from '../../../../src/core/values/zone.js';
import { findInvoice, listInvoices } from '../../../../src/store/invoices/invoices.js';
import { entriesBetween } from '../../../../src/store/ledger/entries.js';

/**
 * What is wrong with the journals of these months, in words: together they book every entry of an account once, up to
 * one, to the account of the ledger that it was posted to; each invoice and credit note is booked with its total; money
 * is booked in the month it was posted in.
 */
export async function journalFaultsOf(
  context: SiteContext,
  accountId: string,
  months: readonly string[],
  upTo: number,
): Promise<string[]> {
  const faults: string[] = [];
  const lines: JournalLine[] = [];
  for (const month of months)
    for await (const { account, lines: found } of readJournals(context, `${month}-01`))
      if (account.id === accountId) lines.push(...found);
  const booked = sumsBy(lines, ({ row }) => row.contraAccount);
  const entries = await entriesBetween(context.sql, accountId, 0, upTo);
  const posted = new Map<string, bigint>();
  for (const { contraAccount, amount } of entries) add(posted, contraAccount, -amount);
  compare(booked, posted, 'the ledger has', faults);
  const byEntry = sumsBy(lines, ({ row }) => row.entryId);
  for (const { id, amount, number, kind, postedAt } of entries) {
    if (byEntry.get(id) !== -amount)
      faults.push(`entry ${number} of ${-amount} is booked as ${byEntry.get(id) ?? 'nothing'}`);
    const line = lines.find(({ row }) => row.entryId === id);
    const isMoney = kind === 'payment' || kind === 'refund';
    if (
      isMoney &&
      line?.date.slice(0, 7) !== localDateOf(postedAt, line?.account.timeZone ?? 'UTC').slice(0, 7)
    )
      faults.push(`entry ${number} is booked on ${line?.date ?? 'no day'}`);
  }
  const stated = new Map<string, bigint>();
  for (const { kind, number, total, issuedOn } of await listInvoices(context.sql, {
    accountId,
    limit: 10_000,
  })) {
    add(stated, number, kind === 'credit-note' ? -total : total);
    const off = lines.find(({ document, date }) => document?.number === number && date !== issuedOn);
    if (off !== undefined) faults.push(`${number} of ${issuedOn} is booked on ${off.date}`);
  }
  const onInvoices = lines.filter(({ document }) => document !== null && document.kind !== 'statement');
  compare(
    sumsBy(onInvoices, ({ document }) => document?.number ?? ''),
    stated,
    'its total is',
    faults,
  );
  const keyOf = ({ document, row }: JournalLine): string =>
    `${document?.number ?? ''} ${row.part} ${row.tax === null ? 'O 0' : keyOfTax(row.tax)}`;
  compare(sumsBy(onInvoices, keyOf), await statedTaxes(context, accountId), 'it says', faults);
  return faults;
}

/** Net and tax of each document by category and rate. */
async function statedTaxes({ sql }: SiteContext, accountId: string): Promise<Map<string, bigint>> {
  const stated = new Map<string, bigint>();
  for (const { id, number } of await listInvoices(sql, { accountId, limit: 10_000 })) {
    const found = await findInvoice(sql, accountId, id);
    const sign = found?.kind === 'credit-note' ? -1n : 1n;
    for (const { treatment, net, tax } of found?.invoice.taxes ?? []) {
      const key = `${treatment.category} ${treatment.percent}`;
      add(stated, `${number} net ${key}`, sign * net);
      add(stated, `${number} tax ${key}`, sign * tax);
    }
  }
  return stated;
}

function compare(
  booked: ReadonlyMap<string, bigint>,
  expected: ReadonlyMap<string, bigint>,
  words: string,
  faults: string[],
): void {
  for (const key of new Set([...booked.keys(), ...expected.keys()])) {
    const [is = 0n, should = 0n] = [booked.get(key), expected.get(key)];
    if (is !== should) faults.push(`${key}: booked ${is}, ${words} ${should}`);
  }
}

function sumsBy(lines: readonly JournalLine[], keyOf: (line: JournalLine) => string): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const line of lines) add(sums, keyOf(line), line.minor);
  return sums;
}

function add(sums: Map<string, bigint>, key: string, minor: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + minor);
}
