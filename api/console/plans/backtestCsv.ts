import type { SiteContext } from '../../../src/core/context.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { type Backtest, loadResults } from '../../../src/plans/backtest/loadBacktest.js';
import type { AccountResult } from '../../../src/store/backtest/results.js';
import { type Cell, csvFile, csvLines, money } from '../../web/csv.js';

const COLUMNS = [
  'account',
  'name',
  'currency',
  'periods',
  'from',
  'until',
  'charged',
  'draft',
  'difference',
  'below_limit_charged',
  'below_limit_draft',
];
const ROWS_AT_ONCE = 500;

/** The results so far as CSV, read and sent some rows at a time. */
export function backtestCsv(context: SiteContext, { task, input }: Backtest): Response {
  return csvFile(`backtest-${input.name}`, linesOf(context, task.id, input.terms.currency));
}

async function* linesOf(context: SiteContext, id: string, currency: string): AsyncGenerator<string> {
  yield csvLines([COLUMNS]);
  for (let after = 0; ;) {
    const rows = await loadResults(context, id, { after, limit: ROWS_AT_ONCE });
    if (isRefusal(rows)) return;
    yield csvLines(rows.map((row) => cellsOf(row, currency)));
    const last = rows[rows.length - 1];
    if (last === undefined || rows.length < ROWS_AT_ONCE) return;
    after = last.number;
  }
}

function cellsOf(result: AccountResult, currency: string): Cell[] {
  const { accountId, name, periods, from, until, charged, draft, belowCharged, belowDraft } = result;
  return [
    ...[accountId, name, currency, periods, from, until],
    ...[charged, draft, draft - charged].map((minor) => money(minor, currency)),
    ...[belowCharged ?? '', belowDraft ?? ''],
  ];
}
