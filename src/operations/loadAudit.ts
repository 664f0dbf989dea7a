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
  /** `user/<id>`, `key/<id>`, `cli` …: the actor, or the user whose view the actor had. */
  readonly actor?: string | undefined;
  /** A verb (`plan.create`) or all of a noun (`plan`). */
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  /** A text anywhere in the row; case is ignored. */
  readonly text?: string | undefined;
  /** The id of the last row that was read. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A row of the log with names for its ids. A name is null where this site does not know the id. */
export interface AuditEvent extends LoggedRow {
  readonly actorName: string | null;
  readonly actedAsName: string | null;
  readonly subjectName: string | null;
}

/**
 * A site's own log, newest first. Users of one site are unknown on another. So a child's log is read with the child's
 * session or key, and the parent's actions on it are in the parent's log.
 */
export async function loadAudit(
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

/** A subject is a kind and an id: `account/<id>`. */
function subjectIdOf({ subject }: LoggedRow): string {
  return subject.slice(subject.indexOf('/') + 1);
}

/** Ids begin with the instant they were made at. This is the lowest id of an instant. */
function firstIdAt(at: Instant): string {
  const hex = Math.max(0, at).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
