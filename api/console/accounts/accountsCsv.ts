import type { ListedAccount } from '../../../src/store/accounts/accountList.js';
import type { ListPlace } from '../../../src/core/values/listOrder.js';
import { type Cell, csvFile, csvLines } from '../../web/csv.js';
import { COLUMNS } from './list/columns.js';
import { COLUMN_NAMES, type ColumnName } from './list/listQuery.js';

type Cells = Readonly<Record<string, (account: ListedAccount) => Cell>>;

/** In every file, beside the columns. */
const CLIENT: Cells = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  sites: ({ sites }) => sites.join('; '),
  currency: ({ currency }) => currency,
};

/** Only in a file of all columns. */
const NOTES: Cells = { notes: ({ notes }) => notes };

const ROWS_AT_ONCE = 250;

type Read = (page: { readonly after?: ListPlace; readonly limit: number }) => Promise<ListedAccount[]>;

/** The list as CSV, in its order and with its columns, read and sent some rows at a time. Without columns: all. */
export async function accountsCsv(
  slug: string,
  columns: readonly ColumnName[] | undefined,
  read: Read,
): Promise<Response> {
  const shown = (columns ?? COLUMN_NAMES).map((name) => COLUMNS[name].file);
  const cells: Cells = Object.assign({}, CLIENT, ...shown, columns === undefined ? NOTES : {}) as Cells;
  return csvFile(`accounts-${slug}`, linesOf(await read({ limit: ROWS_AT_ONCE }), cells, read));
}

async function* linesOf(first: ListedAccount[], cells: Cells, read: Read): AsyncGenerator<string> {
  yield csvLines([Object.keys(cells)]);
  const write = Object.values(cells);
  for (let rows = first; rows.length > 0;) {
    yield csvLines(rows.map((account) => write.map((cell) => cell(account))));
    const after = rows[rows.length - 1];
    if (after === undefined || rows.length < ROWS_AT_ONCE) return;
    rows = await read({ after: after.place, limit: ROWS_AT_ONCE });
  }
}
