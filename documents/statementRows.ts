import { addDays, localDateOf } from '../src/billing/index.js';
import { createFormat, type Format, textsFor } from '../emails/index.js';
import type { StatementDocument, StatementLine } from './statement.js';
import { documentTexts, type DocumentTexts } from './texts.js';

/** One line as it is written: when, what, the small print under it, how much. */
export interface Row {
  readonly day: string;
  readonly what: string;
  readonly detail: string;
  readonly amount: string;
}

export interface Group {
  readonly title: string;
  readonly rows: readonly Row[];
  /** Left out for a single row, which is its own total. */
  readonly total?: string;
}

/** How a document speaks. */
export interface Speech {
  readonly texts: DocumentTexts;
  readonly format: Format;
}

export function speechOf({ language, currency, timeZone }: StatementDocument): Speech {
  const { locale } = textsFor(language);
  return { texts: documentTexts(language), format: createFormat(locale, currency, timeZone) };
}

/**
 * The lines under their headings, in the order of a bill: what it cost, the tax on it, what else was posted. Each line
 * stands under one heading, so that the rows add up to the totals and these to the difference of the balances.
 */
export function groupsOf(document: StatementDocument, speech: Speech): Group[] {
  const { texts } = speech;
  const charges = new Map<string, StatementLine[]>();
  // A Map keeps the order in which its headings came: the fixed ones first, then the owner's own.
  for (const title of [texts.recurring, texts.usage, texts.limits]) charges.set(title, []);
  for (const line of linesOf(document, ['charge'])) {
    const title = titleOf(line, texts);
    charges.set(title, [...(charges.get(title) ?? []), line]);
  }
  const listed = (title: string, lines: readonly StatementLine[]): Group[] =>
    lines.length === 0 ? [] : [groupOf(title, lines, document, speech)];
  return [
    ...[...charges].flatMap(([title, lines]) => listed(title, lines)),
    ...taxGroup(document, speech),
    ...listed(texts.corrections, linesOf(document, ['reversal', 'adjustment'])),
    ...listed(texts.payments, linesOf(document, ['payment', 'refund'])),
  ];
}

/** Lines of some kinds. Tax stands under its own heading, also where it is taken back. */
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
    default:
      return category.charAt(0).toUpperCase() + category.slice(1);
  }
}

function groupOf(
  title: string,
  lines: readonly StatementLine[],
  document: StatementDocument,
  speech: Speech,
): Group {
  const rows = lines.map((line) => rowOf(line, document, speech));
  return { title, rows, ...totalOf(lines, speech.format) };
}

function totalOf(lines: readonly StatementLine[], format: Format): Pick<Group, 'total'> {
  return lines.length > 1 ? { total: format.amount(sum(lines)) } : {};
}

function rowOf(line: StatementLine, document: StatementDocument, { format }: Speech): Row {
  // What settlement posts is dated at the period's end, which is the first day after it, and is for all of it.
  const isDated = localDateOf(line.effectiveAt, document.timeZone) < document.endDate;
  return {
    day: isDated ? format.shortDay(line.effectiveAt) : '',
    what: line.description,
    detail: line.usage === undefined ? '' : usageText(line.usage, document.language, format),
    amount: format.amount(line.minor),
  };
}

function usageText(
  { quantity, unit }: NonNullable<StatementLine['usage']>,
  language: string,
  format: Format,
): string {
  const { texts } = textsFor(language);
  const exact = texts.quantity(format.quantity(quantity), unit);
  const short = unit === 'bytes' ? format.bytes(quantity) : undefined;
  return short === undefined ? exact : texts.bytes(short, exact);
}

/** A row for each rate: what was taxed at it, the tax, and both together, as costs. */
function taxGroup(document: StatementDocument, { texts, format }: Speech): Group[] {
  const rates = new Map<string, { net: bigint; tax: bigint }>();
  let isTaxed = false;
  for (const { taxPart, taxName, taxPercent, minor } of document.lines) {
    if (taxPart === 'none') continue;
    isTaxed ||= taxName !== undefined || taxPart === 'tax';
    const rate = taxName === undefined ? texts.untaxed : texts.rate(taxName, taxPercent ?? '');
    const known = rates.get(rate) ?? { net: 0n, tax: 0n };
    known[taxPart] -= minor;
    rates.set(rate, known);
  }
  // Where there is no tax at all, nothing need be said of it.
  if (!isTaxed) return [];
  const rows = Array.from(rates, ([what, { net, tax }]) => ({
    day: '',
    what,
    detail: texts.taxed(format.amount(net), format.amount(tax), format.amount(net + tax)),
    amount: format.amount(-tax),
  }));
  const total = [...rates.values()].reduce((all, { tax }) => all - tax, 0n);
  return [{ title: texts.tax, rows, ...(rows.length > 1 ? { total: format.amount(total) } : {}) }];
}

function sum(lines: readonly StatementLine[]): bigint {
  return lines.reduce((total, { minor }) => total + minor, 0n);
}

/** The last day of the period. */
export function lastDayOf({ endDate }: StatementDocument): string {
  return addDays(endDate, -1);
}
