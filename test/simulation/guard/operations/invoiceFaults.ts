import type { InvoiceTax } from '../../../../src/billing/invoices/invoice.js';
import { taxOn } from '../../../../src/core/values/money.js';
import type { SiteContext } from '../../../../src/core/context.js';
import { findInvoice, listInvoices } from '../../../../src/store/invoices/invoices.js';
import { entriesBetween, type Entry } from '../../../../src/store/ledger/entries.js';

/**
 * What is wrong with an account's invoices and credit notes, in words: together they charge and tax what the ledger
 * does, and each taxes the sum of its lines. `upTo`: the newest entry that must be documented.
 */
export async function invoiceFaultsOf(
  { sql }: SiteContext,
  accountId: string,
  upTo: number,
): Promise<string[]> {
  const faults: string[] = [];
  const stated = new Map<string, bigint>();
  const add = (sums: Map<string, bigint>, key: string, minor: bigint): void =>
    void sums.set(key, (sums.get(key) ?? 0n) + minor);
  for (const { id, total } of await listInvoices(sql, { accountId, limit: 10_000 })) {
    const found = await findInvoice(sql, accountId, id);
    if (found === undefined) throw new Error('a listed document is there');
    const { kind, number, lines, taxes, paid } = found.invoice;
    const says = (words: string): void => void faults.push(`${kind} ${number}: ${words}`);
    const sign = kind === 'credit-note' ? -1n : 1n;
    const sum = taxes.reduce((all, { net, tax }) => all + net + tax, 0n);
    if (sum !== total || total < 0n || paid < 0n || paid > total)
      says(`total ${total}, paid ${paid} of ${sum}`);
    const net = lines.reduce((all, line) => all + line.net, 0n);
    if (net !== taxes.reduce((all, row) => all + row.net, 0n)) says(`its lines come to ${net}`);
    for (const row of taxes) {
      const off = offBy(row);
      if (found.periodDate !== null && found.corrects === null ? off !== 0n : off > 1n || off < -1n)
        says(`its tax of ${row.tax} is ${off} off`);
      add(stated, 'net', sign * row.net);
      if (row.tax !== 0n) add(stated, `tax ${row.treatment.name} ${row.treatment.percent}`, sign * row.tax);
    }
  }
  const posted = new Map<string, bigint>();
  const entries = await entriesBetween(sql, accountId, 0, upTo);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const entry of entries) {
    const key = keyOf(entry, byId);
    if (key !== undefined) add(posted, key, -entry.amount);
  }
  for (const key of new Set([...stated.keys(), ...posted.keys()])) {
    const [says = 0n, is = 0n] = [stated.get(key), posted.get(key)];
    if (says !== is) faults.push(`${key}: documents say ${says}, the ledger has ${is}`);
  }
  return faults;
}

function offBy({ treatment, net, tax }: InvoiceTax): bigint {
  return tax - taxOn(net, treatment.percent);
}

/** The sum that an entry counts into; undefined: payments, refunds and adjustments without a charge. */
function keyOf(entry: Entry, byId: ReadonlyMap<string, Entry>): string | undefined {
  const source = entry.reverses === undefined ? entry : byId.get(entry.reverses);
  if (source?.kind === 'tax') return `tax ${source.taxName ?? ''} ${percentOf(source)}`;
  const corrected = source?.corrects === undefined ? undefined : byId.get(source.corrects);
  const isNet = source?.kind === 'charge' || (source?.kind === 'adjustment' && corrected?.kind === 'charge');
  return isNet ? 'net' : undefined;
}

function percentOf({ taxPercent = '0' }: Entry): bigint {
  const [whole = '', part = ''] = taxPercent.split('.');
  return BigInt(whole + part.padEnd(12, '0'));
}
