import type { SiteContext } from '../core/context.js';
import { loadActorNames } from '../core/loadActorNames.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import type { Instant } from '../core/values/zone.js';
import { isId } from '../platform/ids.js';
import { listAudit, type LoggedRow, nameSubjects } from '../store/core/auditLog.js';

export interface AuditFilter {
  readonly from?: Instant | undefined;
  /** Exclusive. */
  readonly to?: Instant | undefined;
  /** `user/<id>`, `key/<id>`, `cli` …: who did it, or whose view they had. */
  readonly actor?: string | undefined;
  /** A verb (`plan.create`) or all of a noun (`plan`). */
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  /** Stands anywhere in a row, in capitals or not. */
  readonly text?: string | undefined;
  /** The id of the last row that was read. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A row of the log with the names for its ids; a name is null where this site does not know it. */
export interface AuditEvent extends LoggedRow {
  readonly actorName: string | null;
  readonly actedAsName: string | null;
  readonly subjectName: string | null;
}

/**
 * A site's own log, newest first. A user of one site is unknown on another: a child's log is read with the child's own
 * session or key; what the parent did to it is in the parent's.
 */
export async function readAudit(
  context: SiteContext,
  siteId: string,
  filter: AuditFilter,
): Promise<AuditEvent[] | Refusal> {
  if (siteId !== context.siteId) return refuse('not_found', 'Site not found.');
  const { from, to, actor, action, subject, text, cursor, limit } = filter;
  const bounds = [...(to === undefined ? [] : [firstIdAt(to)]), ...(cursor === undefined ? [] : [cursor])];
  const below = bounds.sort()[0];
  const rows = await listAudit(context.sql, {
    siteId,
    limit,
    ...(below === undefined ? {} : { below }),
    ...(from === undefined ? {} : { notBelow: firstIdAt(from) }),
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(subject === undefined ? {} : { subject }),
    ...(text === undefined ? {} : { text }),
  });
  return withNames(context, rows);
}

async function withNames(context: SiteContext, rows: readonly LoggedRow[]): Promise<AuditEvent[]> {
  const names = await loadActorNames(
    context,
    rows.flatMap(({ actor, actedAs }) => [actor, actedAs]),
  );
  const subjects = await nameSubjects(context.sql, context.siteId, rows.map(subjectIdOf).filter(isId));
  return rows.map((row) => ({
    ...row,
    actorName: names.get(row.actor) ?? null,
    actedAsName: names.get(row.actedAs ?? '') ?? null,
    subjectName: subjects.get(subjectIdOf(row)) ?? null,
  }));
}

/** A subject is what it is and its id: `account/<id>`. */
function subjectIdOf({ subject }: LoggedRow): string {
  return subject.slice(subject.indexOf('/') + 1);
}

/** Ids begin with the instant they were made at: the lowest that one of that instant can have. */
function firstIdAt(at: Instant): string {
  const hex = Math.max(0, at).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
