import type { OrderFound } from './checks/dates.js';
import { type DateOrder, dayIn } from './days.js';
import { type Mark, scaled } from './figures.js';
import type { MarkFound } from './checks/marks.js';
import type { Read } from './readRows.js';
import type { SignsFound } from './checks/signs.js';
import { rowText } from './rows.js';
import { type BankTable, type Parted, type StatementTable } from './tables.js';

/** How a file was parsed, for the user to check. */
export interface StatementMapping {
  /** The names of the columns, by their meaning. */
  readonly columns: Readonly<Record<string, string>>;
  readonly signFrom: string | null;
  readonly dateOrder: DateOrder | null;
  readonly dateOrderFrom: string;
  readonly decimalMark: Mark | null;
  readonly currencies: readonly string[];
  readonly encoding: string | null;
  /** By currency, '' if none is named: incoming, outgoing and not yet booked amounts. */
  readonly totals: Readonly<
    Record<string, { readonly in: string; readonly out: string; readonly pending: string }>
  >;
}

/** The number of lines of each kind; the kinds cover the whole file. */
export interface LineCounts {
  readonly incoming: number;
  /** Payments that came back. */
  readonly returned: number;
  readonly outgoing: number;
  readonly zero: number;
  readonly pending: number;
  readonly heldBack: number;
  readonly unreadable: number;
  readonly preamble: number;
  readonly headings: number;
  readonly summary: number;
  readonly continued: number;
  readonly blank: number;
}

/** A row as parsed, for display. */
export interface ReadRow {
  readonly line: number;
  readonly is: 'in' | 'returned' | 'out' | 'pending' | 'zero' | 'held back' | 'unreadable';
  readonly bookedOn: string | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly text: string;
}

const FIRST_ROWS = 8;

/** The first bookings of a file, for the user to check. */
export function firstRowsOf(read: readonly Read[], order: OrderFound): ReadRow[] {
  return read.slice(0, FIRST_ROWS).map((each) => {
    const { row, day } = each.at;
    const at = typeof day === 'string' ? day : order.order && dayIn(order.order, day.parts);
    const common = {
      line: row.line,
      bookedOn: at === undefined || at === '' ? null : at,
      text: rowText(row.cells),
    };
    if ('reason' in each) {
      const is = each.isUnreadable ? 'unreadable' : 'held back';
      return { ...common, is, amount: each.amount ?? null, currency: null };
    }
    const { amount, currency = '' } = 'line' in each ? each.line : each;
    return { ...common, is: each.is, amount, currency: currency === '' ? null : currency };
  });
}

export interface Understood {
  readonly tables: readonly BankTable[];
  readonly signs: readonly SignsFound[];
  readonly mark: MarkFound;
  readonly order: OrderFound;
}

const COUNTED_AS = {
  in: 'incoming',
  returned: 'returned',
  out: 'outgoing',
  zero: 'zero',
  pending: 'pending',
} as const;

export function countLines(file: StatementTable, kinds: Parted['kinds'], read: readonly Read[]): LineCounts {
  const counts = {
    ...{
      incoming: 0,
      returned: 0,
      outgoing: 0,
      zero: 0,
      pending: 0,
      heldBack: 0,
      unreadable: 0,
      preamble: 0,
    },
    ...{ headings: 0, summary: 0, continued: 0, blank: file.lines },
  };
  const add = (kind: keyof LineCounts, { line, end }: { line: number; end: number }): void => {
    counts[kind] += end - line + 1;
    counts.blank -= end - line + 1;
  };
  for (const [row, kind] of kinds) {
    if (kind !== 'booking' && kind !== 'pending') add(kind === 'heading' ? 'headings' : kind, row);
  }
  for (const each of read) {
    const { row } = each.at;
    if ('reason' in each) add(each.isUnreadable ? 'unreadable' : 'heldBack', row);
    else add(COUNTED_AS[each.is], row);
  }
  return counts;
}

export function mappingOf({
  file,
  tables,
  signs,
  mark,
  order,
  read,
}: Understood & { readonly file: StatementTable; readonly read: readonly Read[] }): StatementMapping {
  const [table] = tables;
  const columns: Record<string, string> = {};
  for (const [field, index] of Object.entries(table?.columns ?? {})) {
    if (typeof index === 'number') columns[field] = table?.columns.heads[index] ?? '';
  }
  const text = table?.columns.texts.map((index) => table.columns.heads[index] ?? '').join(', ') ?? '';
  if (text !== '') columns['text'] = text;
  const sources = [...new Set(signs.flatMap(({ from }) => (from === undefined ? [] : [from])))];
  const totals = totalsOf(read.flatMap(summed));
  return {
    columns,
    signFrom: sources.length === 0 ? null : sources.join(', '),
    dateOrder: order.order ?? null,
    dateOrderFrom: order.from,
    decimalMark: mark.mark ?? null,
    currencies: Object.keys(totals).filter((code) => code !== ''),
    encoding: file.encoding ?? null,
    totals,
  };
}

/** An amount that counts in the totals. */
export interface Summed {
  readonly is: 'in' | 'out' | 'pending';
  /** A plain decimal string without a sign. */
  readonly amount: string;
  readonly currency: string;
}

function summed(each: Read): Summed[] {
  if ('reason' in each || each.is === 'zero') return [];
  const { amount, currency = '' } = 'line' in each ? each.line : each;
  if (each.is === 'returned') return [{ is: 'out', amount: amount.slice(1), currency }];
  return [{ is: each.is, amount, currency }];
}

export function totalsOf(bookings: readonly Summed[]): StatementMapping['totals'] {
  const sums = new Map<string, { in: bigint; out: bigint; pending: bigint }>();
  for (const { is, amount, currency } of bookings) {
    const sum = sums.get(currency) ?? { in: 0n, out: 0n, pending: 0n };
    sum[is] += scaled(amount);
    sums.set(currency, sum);
  }
  return Object.fromEntries(
    Array.from(sums, ([code, sum]) => [
      code,
      { in: decimal(sum.in), out: decimal(sum.out), pending: decimal(sum.pending) },
    ]),
  );
}

function decimal(scaledSum: bigint): string {
  const digits = scaledSum.toString().padStart(13, '0');
  const decimals = digits.slice(-12).replace(/0+$/, '');
  return `${digits.slice(0, -12)}.${decimals.padEnd(2, '0')}`;
}
