import { createFormat, type Format } from '../emails/format.js';
import { textsFor } from '../emails/texts/index.js';
import type { StatementTax } from '../src/billing/rating/taxSum.js';
import { taxNameIn } from '../src/core/values/entryTexts.js';
import { addDays, localDateOf } from '../src/core/values/zone.js';
import { describeEntry } from './describeEntry.js';
import type { StatementDocument, StatementLine } from './statement.js';
import { documentTexts, type DocumentTexts } from './texts/index.js';
import { usageText } from './usageText.js';

/** One line of the statement: date, description, small print and amount. */
export interface Row {
  readonly day: string;
  readonly what: string;
  readonly detail: string;
  readonly amount: string;
}

export interface Group {
  readonly title: string;
  readonly rows: readonly Row[];
  /** Omitted for a single row. */
  readonly total?: string;
}

/** The texts and formats of a document. */
export interface StatementFormat {
  readonly texts: DocumentTexts;
  readonly format: Format;
}

export function statementFormatOf({ language, currency, timeZone }: StatementDocument): StatementFormat {
  const { locale } = textsFor(language);
  return { texts: documentTexts(language), format: createFormat(locale, currency, timeZone) };
}

/**
 * The lines under their headings, in the order of a bill: charges, tax, other entries. Each line is under exactly one
 * heading, so the rows add up to the totals and the totals to the difference of the balances.
 */
export function groupsOf(document: StatementDocument, statementFormat: StatementFormat): Group[] {
  const { texts } = statementFormat;
  const charges = new Map<string, StatementLine[]>();
  // A Map keeps the order of insertion: the fixed headings first, then the Owner's own.
  for (const title of [texts.recurring, texts.usage, texts.limits, texts.reductions]) charges.set(title, []);
  for (const line of linesOf(document, ['charge'])) {
    const title = titleOf(line, texts);
    charges.set(title, [...(charges.get(title) ?? []), line]);
  }
  const listed = (title: string, lines: readonly StatementLine[]): Group[] =>
    lines.length === 0 ? [] : [groupOf(title, lines, document, statementFormat)];
  return [
    ...[...charges].flatMap(([title, lines]) => listed(title, lines)),
    ...taxGroup(document, statementFormat),
    ...listed(texts.corrections, linesOf(document, ['reversal', 'adjustment'])),
    ...listed(texts.payments, linesOf(document, ['payment', 'refund'])),
  ];
}

/** Lines of the given kinds. Tax has its own heading, also when it is reversed. */
function linesOf({ lines }: StatementDocument, kinds: readonly StatementLine['kind'][]): StatementLine[] {
  return lines.filter(({ kind, taxPart }) => kinds.includes(kind) && taxPart !== 'tax');
}

function titleOf({ category = '' }: StatementLine, texts: DocumentTexts): string {
  switch (category) {
    case 'startup':
    case 'recurring':
      return texts.recurring;
    case 'usage':
      return texts.usage;
    case 'minimum':
    case 'maximum':
      return texts.limits;
    case 'credit':
    case 'discount':
      return texts.reductions;
    default:
      return category.charAt(0).toUpperCase() + category.slice(1);
  }
}

function groupOf(
  title: string,
  lines: readonly StatementLine[],
  document: StatementDocument,
  statementFormat: StatementFormat,
): Group {
  const rows = lines.map((line) => rowOf(line, document, statementFormat));
  return { title, rows, ...totalOf(lines, statementFormat.format) };
}

function totalOf(lines: readonly StatementLine[], format: Format): Pick<Group, 'total'> {
  return lines.length > 1 ? { total: format.amount(sum(lines)) } : {};
}

function rowOf(line: StatementLine, document: StatementDocument, { format }: StatementFormat): Row {
  // Entries of a settlement show no day: they are dated the first day after the period and cover all of it.
  const isDated = localDateOf(line.effectiveAt, document.timeZone) < document.endDate;
  return {
    day: isDated ? format.shortDay(line.effectiveAt) : '',
    what: describeEntry(line, document.language),
    detail: line.usage === undefined ? '' : usageText(line.usage, document.language, format),
    amount: format.amount(line.minor),
  };
}

/**
 * A row for each tax and for each corrected earlier statement: net, tax and gross, as costs. The last row has the
 * untaxed amounts, so the rows add up to all charges.
 */
function taxGroup(document: StatementDocument, statementFormat: StatementFormat): Group[] {
  const { lines, taxes } = document;
  const { texts, format } = statementFormat;
  const rest = {
    net:
      -sum(lines.filter(({ taxPart }) => taxPart === 'net')) - taxes.reduce((net, tax) => net + tax.net, 0n),
    minor:
      -sum(lines.filter(({ taxPart }) => taxPart === 'tax')) -
      taxes.reduce((all, tax) => all + tax.minor, 0n),
  };
  // A statement without tax has no tax table.
  if (taxes.length === 0 && rest.minor === 0n) return [];
  const isRest = rest.net !== 0n || rest.minor !== 0n;
  const rows = [
    ...taxes.map((tax) => taxRow(titleOfTax(tax, document.language, texts), tax, statementFormat)),
    ...(isRest ? [taxRow(texts.untaxed, { ...rest, byLine: rest.minor }, statementFormat)] : []),
  ];
  const total = -rest.minor - taxes.reduce((all, { minor }) => all + minor, 0n);
  return [{ title: texts.tax, rows, ...(rows.length > 1 ? { total: format.amount(total) } : {}) }];
}

function titleOfTax(
  { name, percent, corrects }: StatementTax,
  language: string,
  texts: DocumentTexts,
): string {
  const rate = texts.rate(taxNameIn(language, name), percent);
  return corrects === undefined ? rate : texts.correcting(rate, corrects);
}

function taxRow(
  what: string,
  { net, minor, byLine }: Pick<StatementTax, 'net' | 'minor' | 'byLine'>,
  { texts, format }: StatementFormat,
): Row {
  const sums = texts.taxed(format.amount(net), format.amount(minor), format.amount(net + minor));
  const detail = minor === byLine ? sums : `${sums}\n${texts.onTheSum(format.amount(byLine))}`;
  return { day: '', what, detail, amount: format.amount(-minor) };
}

function sum(lines: readonly StatementLine[]): bigint {
  return lines.reduce((total, { minor }) => total + minor, 0n);
}

/** What is left of each credit, and what was not used of one that has ended. */
export function creditNotes(
  { credits = [], currency }: StatementDocument,
  { texts, format }: StatementFormat,
): string[] {
  return credits.map(({ name, of, left, endsOn, isOver }) => {
    const amount = (minor: string): string => `${format.amount(BigInt(minor))} ${currency}`;
    if (endsOn === null) return texts.creditLeft(name, amount(left), amount(of));
    const say = isOver ? texts.creditEnded : texts.creditUntil;
    return say(name, amount(left), amount(of), format.localDays(endsOn, endsOn));
  });
}

/** The last day of the period. */
export function lastDayOf({ endDate }: Pick<StatementDocument, 'endDate'>): string {
  return addDays(endDate, -1);
}
