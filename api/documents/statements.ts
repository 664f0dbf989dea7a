import { renderStatement } from '../../documents/renderStatement.js';
import type { StatementLine } from '../../documents/statement.js';
import type { SiteContext } from '../../src/core/context.js';
import { storedQuantity } from '../../src/core/values/quantity.js';
import { isRefusal, type Refusal } from '../../src/core/values/refusal.js';
import { loadDocument, loadEntries } from '../../src/ledger/loadHistory.js';
import type { Entry } from '../../src/store/ledger/entries.js';
import { DATA_HEADERS } from '../http/problem.js';
import { iso } from '../v1/framework/responses.js';
import { type Cell, csvFile, csvLines, figure, money } from '../web/csv.js';

type Lines = Exclude<Awaited<ReturnType<typeof loadDocument>>, Refusal>['lines'];
type Line = Lines[number];

type Document = Exclude<Awaited<ReturnType<typeof loadDocument>>, Refusal>;

/** One statement of an account as PDF: every download has the same bytes. */
export async function statementPdf(
  context: SiteContext,
  accountId: string,
  documentId: string,
): Promise<Response | Refusal> {
  const found = await loadDocument(context, accountId, documentId);
  if (isRefusal(found)) return found;
  const { document } = found;
  const pdf = await render(found);
  // Converts a Node Buffer to the type the web API expects; the bytes are the same.
  return new Response(new Uint8Array(pdf), {
    headers: {
      ...DATA_HEADERS,
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="statement-${document.number}.pdf"`,
    },
  });
}

/** The same as bytes. */
export async function statementBytes(
  context: SiteContext,
  accountId: string,
  documentId: string,
): Promise<Buffer | Refusal> {
  const found = await loadDocument(context, accountId, documentId);
  return isRefusal(found) ? found : render(found);
}

async function render({ document, lines, taxes }: Document): Promise<Buffer> {
  const { particulars, ...rest } = document;
  const { units } = particulars;
  return renderStatement({
    ...rest,
    ...particulars,
    lines: lines.map((line) => lineOf(line, units)),
    taxes,
  });
}

function lineOf(line: Line, units: Readonly<Record<string, string>>): StatementLine {
  const { kind, category, description, effectiveAt, amount: minor, taxPart, method } = line;
  return {
    kind,
    description,
    effectiveAt,
    minor,
    taxPart,
    ...(category === undefined ? {} : { category }),
    ...(method === undefined ? {} : { method }),
    ...usageOf(line, units),
  };
}

function usageOf(
  { meter, quantity: text }: Line,
  units: Readonly<Record<string, string>>,
): Pick<StatementLine, 'usage'> {
  const quantity = text === undefined ? undefined : storedQuantity(text);
  if (quantity === undefined || meter === undefined) return {};
  return { usage: { quantity, unit: units[meter] ?? '' } };
}

/** One statement as CSV, with its opening and closing balances. */
export async function statementCsv(
  context: SiteContext,
  accountId: string,
  documentId: string,
): Promise<Response | Refusal> {
  const found = await loadDocument(context, accountId, documentId);
  if (isRefusal(found)) return found;
  const { document, lines } = found;
  return csvFile(`statement-${document.number}`, [csvLines([COLUMNS, ...lines.map(cellsOf)])]);
}

const ROWS_AT_ONCE = 1_000;

/** All entries of an account as CSV, newest first, read and sent a thousand at a time. */
export async function entriesCsv(
  context: SiteContext,
  accountId: string,
  name: string,
): Promise<Response | Refusal> {
  const first = await loadEntries(context, accountId, { limit: ROWS_AT_ONCE });
  if (isRefusal(first)) return first;
  return csvFile(name, pagesOf(context, accountId, first));
}

async function* pagesOf(context: SiteContext, accountId: string, first: Entry[]): AsyncGenerator<string> {
  yield csvLines([COLUMNS]);
  for (let entries = first; entries.length > 0;) {
    const last = entries[entries.length - 1];
    yield csvLines(entries.map(cellsOf));
    if (last === undefined || entries.length < ROWS_AT_ONCE) return;
    const more = await loadEntries(context, accountId, { beforeNumber: last.number, limit: ROWS_AT_ONCE });
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

function cellsOf(entry: Entry): Cell[] {
  const { number, kind, category = '', description, effectiveAt, postedAt, currency } = entry;
  const { taxPercent = '', quantity = '', meter = '', reference = '' } = entry;
  const when = [iso(effectiveAt), iso(postedAt)];
  const amounts = [money(entry.amount, currency), money(entry.balanceAfter, currency)];
  return [
    number,
    kind,
    category,
    description,
    ...when,
    ...amounts,
    currency,
    figure(taxPercent),
    figure(quantity),
    meter,
    reference,
  ];
}
