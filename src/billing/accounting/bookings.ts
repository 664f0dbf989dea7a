import { taxOn } from '../../core/values/money.js';
import type { LocalDate } from '../../core/values/zone.js';
import type { Tax } from '../facts.js';
import { type Accounting, clientAccountOf, lineAccountsOf } from './accounting.js';
import type { BookedAccount, BookedDocument } from './booked.js';
import type { JournalLine } from './journal.js';
import type { TreatmentKey } from './treatmentKey.js';

/**
 * What a document books to one account under one tax, or an entry without a document. Minor units, positive where the
 * client is debited; the client's account moves by net + tax.
 */
export interface Booking {
  readonly account: BookedAccount;
  readonly date: LocalDate;
  readonly document: BookedDocument | null;
  /** Of the document; else the client's reference and the entry's number. */
  readonly number: string;
  readonly kind: 'sale' | 'money' | 'other';
  /** How a payment was made: `bank`, `stripe`. */
  readonly method: string | null;
  readonly treatment: TreatmentKey | null;
  readonly tax: Tax | null;
  readonly net: bigint;
  readonly taxMinor: bigint;
  readonly client: string | undefined;
  readonly contra: string | undefined;
  /** The account of the tax alone, where there is one. */
  readonly taxAccount: string | undefined;
  /** What was charged, each text once. */
  readonly texts: readonly string[];
}

/** Documents may have a tax without a net amount: then the booking is on the account of the tax. */
export function bookingsOf(lines: readonly JournalLine[], settings: Accounting): Booking[] {
  const groups = new Map<string, JournalLine[]>();
  for (const line of lines) {
    const key = line.row.part === 'none' ? line.row.entryId : numberOf(line);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [line]);
    else group.push(line);
  }
  return [...groups.values()].flatMap((group) =>
    group[0]?.row.part === 'none'
      ? group.map((line) => bookingOf(line, settings, [line], 0n))
      : salesOf(group, settings),
  );
}

/** The document's number; else the client's reference and the number of the entry, or of the first posted with it. */
function numberOf({ document, account, row }: JournalLine): string {
  return document?.number ?? `${account.reference.replaceAll('-', '')}-${row.number}`;
}

function salesOf(lines: readonly JournalLine[], settings: Accounting): Booking[] {
  const nets = new Map<string, JournalLine[]>();
  const taxes = new Map<TreatmentKey, JournalLine[]>();
  for (const line of lines) {
    const treatment = line.treatment ?? '';
    if (line.row.part === 'tax') add(taxes, treatment, line);
    else add(nets, `${treatment} ${lineAccountsOf(line, settings).contra ?? ''}`, line);
  }
  const sales: Booking[] = [];
  for (const [treatment, taxLines] of taxes) {
    const own = [...nets.values()].filter(([first]) => first?.treatment === treatment);
    const total = sumOf(taxLines);
    const shares = shareTax(own.map(sumOf), taxLines[0]?.row.tax ?? null, total);
    const taxAccount = taxLines[0] && lineAccountsOf(taxLines[0], settings).contra;
    for (const [index, group] of own.entries()) {
      const [first] = group;
      if (first !== undefined)
        sales.push({ ...bookingOf(first, settings, group, shares[index] ?? 0n), taxAccount });
    }
    const [first] = taxLines;
    if (own.length === 0 && first !== undefined && total !== 0n)
      sales.push({ ...bookingOf(first, settings, [], total), texts: textsOf(taxLines), taxAccount });
  }
  for (const group of nets.values()) {
    const [first] = group;
    if (first !== undefined && !taxes.has(first.treatment ?? ''))
      sales.push(bookingOf(first, settings, group, 0n));
  }
  return sales.filter(({ net, taxMinor }) => net !== 0n || taxMinor !== 0n);
}

/** Each account's share of a document's tax: the tax on its own net amount, and what is left of it on the largest. */
function shareTax(nets: readonly bigint[], tax: Tax | null, total: bigint): bigint[] {
  const shares = nets.map((net) => (tax === null ? 0n : taxOn(net, tax.percent)));
  const rest = total - shares.reduce((sum, share) => sum + share, 0n);
  const sizes = nets.map((net) => (net < 0n ? -net : net));
  const largest = sizes.reduce((best, size, index) => (size > (sizes[best] ?? 0n) ? index : best), 0);
  return shares.map((share, index) => (index === largest ? share + rest : share));
}

function bookingOf(
  line: JournalLine,
  settings: Accounting,
  nets: readonly JournalLine[],
  taxMinor: bigint,
): Booking {
  const { account, date, document, row, treatment } = line;
  const isMoney = row.contraAccount.startsWith('cash:');
  return {
    ...{ account, date, document, treatment, taxMinor },
    number: numberOf(line),
    kind: row.part !== 'none' ? 'sale' : isMoney ? 'money' : 'other',
    method: isMoney ? row.contraAccount.slice('cash:'.length) : null,
    tax: row.tax,
    net: sumOf(nets),
    client: clientAccountOf(account.debtor, settings),
    contra: lineAccountsOf(line, settings).contra,
    taxAccount: undefined,
    texts: textsOf(nets),
  };
}

function textsOf(lines: readonly JournalLine[]): string[] {
  return [...new Set(lines.map(({ row }) => row.description))];
}

function sumOf(lines: readonly JournalLine[]): bigint {
  return lines.reduce((sum, { minor }) => sum + minor, 0n);
}

function add(groups: Map<string, JournalLine[]>, key: string, line: JournalLine): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [line]);
  else group.push(line);
}
