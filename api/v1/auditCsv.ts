import { stringify } from 'csv-stringify/sync';
import { isRefusal, type Refusal } from '../../src/billing/index.js';
import type { AuditEvent } from '../../src/operations/index.js';
import { DATA_HEADERS } from '../problem.js';
import { iso } from './answers.js';

const COLUMNS = [
  'at',
  'actor',
  'actor_name',
  'acted_as',
  'acted_as_name',
  'action',
  'subject',
  'subject_name',
  'account_id',
  'request_id',
  'before',
  'after',
];
const ROWS_AT_ONCE = 1_000;

type Read = (page: { readonly cursor?: string; readonly limit: number }) => Promise<AuditEvent[] | Refusal>;

/**
 * A log as CSV, read and sent a thousand rows at a time, so that a long one needs no memory. Every column is text and
 * may hold what a stranger typed: what a spreadsheet would take for a formula is made harmless.
 */
export async function auditCsv(slug: string, read: Read): Promise<Response | Refusal> {
  let rows = await read({ limit: ROWS_AT_ONCE });
  if (isRefusal(rows)) return rows;
  let head: string[][] = [COLUMNS];
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      if (isRefusal(rows)) throw new Error(rows.detail);
      const lines = stringify([...head, ...rows.map(cellsOf)], { escape_formulas: true });
      head = [];
      if (lines !== '') controller.enqueue(new TextEncoder().encode(lines));
      const cursor = rows.length < ROWS_AT_ONCE ? undefined : rows[rows.length - 1]?.id;
      if (cursor === undefined) controller.close();
      else rows = await read({ cursor, limit: ROWS_AT_ONCE });
    },
  });
  return new Response(body, {
    headers: {
      ...DATA_HEADERS,
      'content-type': 'text/csv; charset=UTF-8; header=present',
      'content-disposition': `attachment; filename="audit-${slug}.csv"`,
    },
  });
}

function cellsOf(event: AuditEvent): string[] {
  const { actor, actorName, actedAs, actedAsName, action, subject, subjectName, accountId, requestId } =
    event;
  const names = [actor, actorName ?? '', actedAs ?? '', actedAsName ?? ''];
  const what = [action, subject, subjectName ?? '', accountId ?? '', requestId ?? ''];
  return [iso(event.at), ...names, ...what, json(event.before), json(event.after)];
}

function json(value: unknown): string {
  return value === null ? '' : JSON.stringify(value);
}
