import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import type { AuditEvent } from '../../../src/operations/loadAudit.js';
import { csvFile, csvLines } from '../../web/csv.js';
import { iso } from '../framework/responses.js';

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

/** A log as CSV, read and sent a thousand rows at a time. */
export async function auditCsv(slug: string, read: Read): Promise<Response | Refusal> {
  const first = await read({ limit: ROWS_AT_ONCE });
  return isRefusal(first) ? first : csvFile(`audit-${slug}`, linesOf(first, read));
}

async function* linesOf(first: AuditEvent[], read: Read): AsyncGenerator<string> {
  yield csvLines([COLUMNS]);
  for (let rows = first; rows.length > 0;) {
    yield csvLines(rows.map(cellsOf));
    const cursor = rows[rows.length - 1]?.id;
    if (cursor === undefined || rows.length < ROWS_AT_ONCE) return;
    const more = await read({ cursor, limit: ROWS_AT_ONCE });
    if (isRefusal(more)) throw new Error(more.detail);
    rows = more;
  }
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
