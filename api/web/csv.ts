import { stringify } from 'csv-stringify/sync';
import { formatAmount } from '../../src/core/values/money.js';
import { DATA_HEADERS } from '../http/problem.js';

/** Figures stay unchanged, including a minus; texts may come from strangers and are made safe. */
interface Figure {
  readonly figure: string;
}

export type Cell = string | number | Figure;

export function figure(text: string): Figure {
  return { figure: text };
}

export function money(minor: bigint, currency: string): Figure {
  return figure(formatAmount(minor, currency));
}

/** Characters that start a formula in a spreadsheet, also full-width, and those skipped before one. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Lines of CSV. All CSV output is made here. */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return stringify(rows.map((cells) => cells.map(textOf)));
}

/** Lines separated by semicolons and ended by CR LF, with every text in quotes, as DATEV reads them. */
export function quotedLines(rows: readonly (readonly Cell[])[]): string {
  const quote = (cell: Cell): string =>
    typeof cell === 'string' ? `"${textOf(cell).replaceAll('"', '""')}"` : textOf(cell);
  return rows.map((cells) => `${cells.map(quote).join(';')}\r\n`).join('');
}

function textOf(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  if (typeof cell !== 'string') return cell.figure;
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** A download that is streamed, so a long one needs little memory. */
export function csvFile(name: string, lines: Iterable<string> | AsyncIterable<string>): Response {
  const encoder = new TextEncoder();
  const parts = (async function* () {
    for await (const text of lines) if (text !== '') yield encoder.encode(text);
  })();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await parts.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await parts.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      ...DATA_HEADERS,
      'content-type': 'text/csv; charset=UTF-8; header=present',
      'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '-')}.csv"`,
    },
  });
}
