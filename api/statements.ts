import { stringify } from 'csv-stringify/sync';
import { renderStatement, type StatementLine } from '../documents/index.js';
import { formatAmount, isRefusal, parseQuantity, type Refusal } from '../src/billing/index.js';
import { type Entry, readDocument, readEntries, type SiteContext } from '../src/operations/index.js';
import { DATA_HEADERS } from './problem.js';
import { iso } from './v1/answers.js';

type Lines = Exclude<Awaited<ReturnType<typeof readDocument>>, Refusal>['lines'];
type Line = Lines[number];

/** One statement of an account as PDF: the same bytes however often it is fetched. */
export async function statementPdf(
  context: SiteContext,
  accountId: string,
  documentId: string,
): Promise<Response | Refusal> {
  const found = await readDocument(context, accountId, documentId);
  if (isRefusal(found)) return found;
  const { document, lines } = found;
  const { particulars, ...rest } = document;
  const { units } = particulars;
  const pdf = await renderStatement({
    ...rest,
    ...particulars,
    lines: lines.map((line) => lineOf(line, units)),
  });
  // Node's own kind of memory is not the web's; the bytes are the same.
  return new Response(new Uint8Array(pdf), {
    headers: {
      ...DATA_HEADERS,
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="statement-${document.number}.pdf"`,
    },
  });
}

/** What a line is to the tax; a reversal counts against what it takes back. */
function lineOf(line: Line, units: Readonly<Record<string, string>>): StatementLine {
  const { kind, category, description, effectiveAt, amount: minor, reversed } = line;
  const taxed = reversed ?? line;
  const { taxName, taxPercent } = taxed;
  const taxPart = taxed.kind === 'charge' ? 'net' : taxed.kind === 'tax' ? 'tax' : 'none';
  return {
    kind,
    description,
    effectiveAt,
    minor,
    taxPart,
    ...(category === undefined ? {} : { category }),
    ...(taxName === undefined ? {} : { taxName }),
    ...(taxPercent === undefined ? {} : { taxPercent }),
    ...usageOf(line, units),
  };
}

function usageOf(
  { meter, quantity: text }: Line,
  units: Readonly<Record<string, string>>,
): Pick<StatementLine, 'usage'> {
  const quantity = text === undefined ? undefined : parseQuantity(text);
  if (quantity === undefined || meter === undefined) return {};
  return { usage: { quantity, unit: units[meter] ?? '' } };
}

/** One statement as CSV, with the balances it begins and ends with. */
export async function statementCsv(
  context: SiteContext,
  accountId: string,
  documentId: string,
): Promise<Response | Refusal> {
  const found = await readDocument(context, accountId, documentId);
  if (isRefusal(found)) return found;
  const { document, lines } = found;
  return csv(`statement-${document.number}`, [
    write([COLUMNS, ...lines.map(cellsOf)], document.particulars.currency),
  ]);
}

const ROWS_AT_ONCE = 1_000;

/** All entries of an account as CSV, newest first, read and sent a thousand at a time. */
export async function entriesCsv(
  context: SiteContext,
  accountId: string,
  name: string,
): Promise<Response | Refusal> {
  const first = await readEntries(context, accountId, { limit: ROWS_AT_ONCE });
  if (isRefusal(first)) return first;
  return csv(name, pagesOf(context, accountId, first));
}

async function* pagesOf(context: SiteContext, accountId: string, first: Entry[]): AsyncGenerator<string> {
  yield write([COLUMNS], '');
  for (let entries = first; entries.length > 0;) {
    const last = entries[entries.length - 1];
    if (last !== undefined) yield write(entries.map(cellsOf), last.currency);
    if (last === undefined || entries.length < ROWS_AT_ONCE) return;
    const more = await readEntries(context, accountId, { beforeNumber: last.number, limit: ROWS_AT_ONCE });
    if (isRefusal(more)) throw new Error(more.detail);
    entries = more;
  }
}

const COLUMNS = [
  'number',
  'kind',
  'category',
  'description',
  'effective_at',
  'posted_at',
  'amount',
  'balance_after',
  'currency',
  'tax_percent',
  'quantity',
  'meter',
  'reference',
];

type Cell = string | number | bigint;

function cellsOf(entry: Entry): Cell[] {
  const { number, kind, category = '', description, effectiveAt, postedAt, currency } = entry;
  const { taxPercent = '', quantity = '', meter = '', reference = '' } = entry;
  const when = [iso(effectiveAt), iso(postedAt)];
  const money = [entry.amount, entry.balanceAfter];
  return [
    number,
    kind,
    category,
    description,
    ...when,
    ...money,
    currency,
    taxPercent,
    quantity,
    meter,
    reference,
  ];
}

/** Words may be a stranger's: what a spreadsheet would take for a formula is made harmless. Amounts stay numbers. */
function write(rows: readonly (readonly Cell[])[], currency: string): string {
  const amounts = { bigint: (minor: bigint) => formatAmount(minor, currency) };
  return stringify(rows as Cell[][], { escape_formulas: true, cast: amounts });
}

function csv(name: string, parts: Iterable<string> | AsyncIterable<string>): Response {
  const encoder = new TextEncoder();
  const rows = (async function* () {
    for await (const part of parts) yield encoder.encode(part);
  })();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await rows.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
  return new Response(body, {
    headers: {
      ...DATA_HEADERS,
      'content-type': 'text/csv; charset=UTF-8; header=present',
      'content-disposition': `attachment; filename="${name}.csv"`,
    },
  });
}
