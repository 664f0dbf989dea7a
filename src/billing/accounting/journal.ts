import { addMonths, type LocalDate, localDateOf } from '../../core/values/zone.js';
import type { Tax } from '../facts.js';
import { keyOfTax } from '../tax/storedTax.js';
import { categoryOf } from '../tax/treatment.js';
import type { BookedAccount, BookedDocument, BookedRow } from './booked.js';
import { treatmentKeyOf, type TreatmentKey } from './treatmentKey.js';

/**
 * One booking: `minor` is what the client's account is debited and the other side credited, in minor units of the
 * account's currency; negative: the other way round. So every entry is balanced by itself.
 */
export interface JournalLine {
  readonly account: BookedAccount;
  readonly row: BookedRow;
  readonly date: LocalDate;
  /** The day of the money, or from which on a charge counts, at the client. */
  readonly valueDate: LocalDate;
  /** Null: a payment, write-off or other entry that has no document. */
  readonly document: BookedDocument | null;
  readonly minor: bigint;
  /** How it is taxed; of payments and the like null. */
  readonly treatment: TreatmentKey | null;
  /** Of revenue: `usage`, `recurring`, or the owner's own. */
  readonly category: string | null;
}

/**
 * The journal of an account's month, from its rows and documents of the time around it (docs/accounting.md, Months). A
 * charge, its tax, and what gives them back belong to the day of their document, everything else to the day of its
 * posting, both at the client. Neither ever changes, so a month that is over in every time zone does not change.
 */
export function journalOf(
  account: BookedAccount,
  rows: readonly BookedRow[],
  documents: readonly BookedDocument[],
  month: LocalDate,
): JournalLine[] {
  const next = addMonths(month, 1);
  const lines = rows
    .map((row) => lineOf(account, row, documents))
    .filter(({ date }) => date >= month && date < next);
  return splitRoundings(lines, documents).sort((one, other) =>
    one.date < other.date ? -1 : one.date > other.date ? 1 : 0,
  );
}

function lineOf(account: BookedAccount, row: BookedRow, documents: readonly BookedDocument[]): JournalLine {
  const { part, tax, amount, bookedAt, effectiveAt } = row;
  const booked = localDateOf(bookedAt, account.timeZone);
  const valueDate = localDateOf(effectiveAt, account.timeZone);
  const isMoney = part === 'none';
  // Money is dated by its own day if that is in the month it was posted in, so that a bank account can be reconciled.
  const date = isMoney && valueDate.slice(0, 7) === booked.slice(0, 7) ? valueDate : booked;
  return {
    account,
    row,
    date,
    valueDate,
    document: documentOf(row, documents),
    minor: -amount,
    treatment: isMoney ? null : treatmentKeyOf(tax),
    category: part === 'net' ? (row.rootAccount ?? '').replace(/^revenue:/, '') : null,
  };
}

/** The invoice or credit note that a row is on; a statement where there is none. */
function documentOf(row: BookedRow, documents: readonly BookedDocument[]): BookedDocument | null {
  if (row.part === 'none') return documents.find(({ paymentId }) => paymentId === row.entryId) ?? null;
  const settled = documents.filter(
    (document) => document.paymentId === null && isOfSettlement(document, row),
  );
  return (
    settled.find(
      (document) =>
        document.kind !== 'statement' &&
        document.corrects === row.corrects &&
        isOutside(document) === (row.tax === null || categoryOf(row.tax) === 'O'),
    ) ??
    settled.find(({ kind }) => kind === 'statement') ??
    null
  );
}

function isOfSettlement({ periodDate, issuedAt, closingNumber }: BookedDocument, row: BookedRow): boolean {
  if (!row.isAfterClosing) return periodDate !== null && periodDate === row.settledDate;
  return issuedAt === row.postedAt && closingNumber >= row.number;
}

/** Outside the scope of tax, a document has no other category beside it. */
function isOutside({ taxes: [first] }: BookedDocument): boolean {
  return first?.category === 'O';
}

/**
 * A difference of rounding is one entry for all documents of a settlement: it is divided so that each document's tax is
 * booked as stated.
 */
function splitRoundings(lines: readonly JournalLine[], documents: readonly BookedDocument[]): JournalLine[] {
  const invoices = documents.filter(({ kind, paymentId }) => kind !== 'statement' && paymentId === null);
  if (invoices.length === 0) return [...lines];
  return lines.flatMap((line) => {
    const { row } = line;
    if (!row.rounds || row.tax === null) return [line];
    const { tax } = row;
    const parts = invoices
      .filter((document) => isOfSettlement(document, row))
      .map((document) => ({ document, minor: stated(document, tax) - booked(lines, document, tax) }))
      .filter(({ minor }) => minor !== 0n);
    const rest = parts.reduce((left, { minor }) => left - minor, line.minor);
    return [
      ...parts.map((part) => ({ ...line, ...part })),
      ...(rest === 0n ? [] : [{ ...line, minor: rest }]),
    ];
  });
}

/** The tax of this category and rate that a document states, as the client's debit. */
function stated({ kind, taxes }: BookedDocument, tax: Tax): bigint {
  const sum = taxes
    .filter(({ category, percent }) => `${category} ${percent}` === keyOfTax(tax))
    .reduce((all, each) => all + each.tax, 0n);
  return kind === 'credit-note' ? -sum : sum;
}

/** The same as far as it is booked by line. */
function booked(lines: readonly JournalLine[], document: BookedDocument, tax: Tax): bigint {
  return lines
    .filter(({ row }) => row.part === 'tax' && !row.rounds)
    .filter(
      (line) =>
        line.document === document && line.row.tax !== null && keyOfTax(line.row.tax) === keyOfTax(tax),
    )
    .reduce((sum, { minor }) => sum + minor, 0n);
}
