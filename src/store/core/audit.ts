import { newId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** Who did something, when, and in which request. */
export interface AuditOrigin {
  readonly now: number;
  /** `user/<id>`, `key/<id>`, `system/worker`, `cli` … */
  readonly actor: string;
  /** Under impersonation: `user/<id>` of the impersonated Owner. */
  readonly actedAs?: string;
  readonly requestId?: string;
}

export interface AuditRow {
  readonly siteId: string;
  readonly accountId?: string;
  /** The action, e.g. `plan.create`, `account.hold`. */
  readonly action: string;
  /** The object of the action, e.g. `account/<id>`. */
  readonly subject: string;
  readonly before?: object;
  readonly after?: object;
}

/** Written in the transaction of the change it records. Never contains secrets or the bodies of emails. */
export async function insertAudit(sql: Queryable, by: AuditOrigin, row: AuditRow): Promise<void> {
  const { now, actor, actedAs = null, requestId = null } = by;
  await sql`
    insert into audit (id, at, site_id, account_id, actor, acted_as, request_id, action, subject, before, after)
    values (${newId(now)}, ${now}, ${row.siteId}, ${row.accountId ?? null}, ${actor}, ${actedAs}, ${requestId},
            ${row.action}, ${row.subject},
            ${row.before === undefined ? null : sql.json(row.before as never)},
            ${row.after === undefined ? null : sql.json(row.after as never)})`;
}

export interface TimelineRow {
  readonly at: number;
  readonly kind: string;
  readonly detail: Record<string, unknown>;
}

/** The audit rows about an account, newest first, before an instant. */
export async function listTimeline(
  sql: Queryable,
  accountId: string,
  before: number,
  limit: number,
): Promise<TimelineRow[]> {
  return sql<TimelineRow[]>`
    select at, kind, detail from (
      select posted_at as at, 'entry' as kind, jsonb_build_object('number', number, 'kind', entries.kind,
             'minor', amount::text, 'description', description) as detail
        from entries where account_id = ${accountId}
      union all
      select coalesce(sent_at, created_at), 'email', jsonb_build_object('kind', emails.kind, 'subject', subject,
             'sent', sent_at is not null)
        from emails where account_id = ${accountId}
      union all
      select since, 'suspended', jsonb_build_object('reason', reason) from suspensions where account_id = ${accountId}
      union all
      select ended_at, 'reactivated', '{}'::jsonb from suspensions where account_id = ${accountId} and ended_at is not null
      union all
      select settled_at, 'settled', jsonb_build_object('start', start_date, 'end', end_date)
        from periods where account_id = ${accountId}
      union all
      select audit.at, action, jsonb_strip_nulls(jsonb_build_object('before', audit.before, 'after', audit.after))
        -- A posting is listed as its entry.
        from audit where account_id = ${accountId} and action not like '%.post'
    ) as happened
     where at < ${before} order by at desc, kind, detail::text limit ${limit}`;
}
