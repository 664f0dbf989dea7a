import type { PlanTerms } from '../../billing/plans/terms.js';
import type { Queryable } from '../../platform/sql/sql.js';

export interface PlanVersion {
  readonly planId: string;
  readonly siteId: string;
  readonly name: string;
  readonly currency: string;
  readonly versionId: string;
  readonly version: number;
  readonly terms: PlanTerms;
  readonly createdAt: number;
}

export interface NewPlan {
  readonly id: string;
  readonly versionId: string;
  readonly siteId: string;
  readonly name: string;
  readonly terms: PlanTerms;
  readonly createdAt: number;
  /** The version of another site's plan that this is a copy of. */
  readonly copiedFrom?: string;
}

export async function insertPlan(sql: Queryable, plan: NewPlan): Promise<void> {
  await sql`
    insert into plans (id, site_id, name, currency, created_at, copied_from)
    values (${plan.id}, ${plan.siteId}, ${plan.name}, ${plan.terms.currency}, ${plan.createdAt},
            ${plan.copiedFrom ?? null})`;
  await insertVersion(sql, { ...plan, planId: plan.id, version: 1 });
}

export async function insertVersion(
  sql: Queryable,
  version: { versionId: string; planId: string; version: number; terms: PlanTerms; createdAt: number },
): Promise<void> {
  await sql`
    insert into plan_versions (id, plan_id, version, terms, created_at)
    values (${version.versionId}, ${version.planId}, ${version.version}, ${sql.json(version.terms as never)},
            ${version.createdAt})`;
}

/** The newest versions of some plans of a site. */
export async function findLatestVersions(
  sql: Queryable,
  siteId: string,
  planIds: readonly string[],
): Promise<PlanVersion[]> {
  return sql<PlanVersion[]>`
    select distinct on (p.id) p.id as plan_id, p.site_id, p.name, p.currency, v.id as version_id, v.version, v.terms,
           v.created_at
      from plans p join plan_versions v on v.plan_id = p.id
     where p.site_id = ${siteId} and p.id = any(${planIds as string[]}::uuid[])
     order by p.id, v.version desc`;
}

/** All versions of one plan, newest first. */
export async function listVersions(sql: Queryable, siteId: string, planId: string): Promise<PlanVersion[]> {
  return sql<PlanVersion[]>`
    select p.id as plan_id, p.site_id, p.name, p.currency, v.id as version_id, v.version, v.terms, v.created_at
      from plans p join plan_versions v on v.plan_id = p.id
     where p.site_id = ${siteId} and p.id = ${planId}
     order by v.version desc`;
}

export async function listPlanIds(
  sql: Queryable,
  page: { siteId: string; after?: string; limit: number },
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from plans
     where site_id = ${page.siteId} and id > ${page.after ?? '00000000-0000-0000-0000-000000000000'}
     order by id limit ${page.limit}`;
  return rows.map((row) => row.id);
}

/** Locks a plan while its next version gets a number. */
export async function lockPlan(sql: Queryable, siteId: string, planId: string): Promise<boolean> {
  const rows = await sql`select 1 from plans where id = ${planId} and site_id = ${siteId} for update`;
  return rows.length > 0;
}

export interface NewAssignment {
  readonly id: string;
  readonly accountId: string;
  readonly planId: string;
  readonly versionId: string;
  readonly fromDate: string;
  readonly toDate: string | null;
  readonly startup: boolean;
  readonly createdAt: number;
  readonly actor: string;
}

export async function insertAssignments(
  sql: Queryable,
  assignments: readonly NewAssignment[],
): Promise<void> {
  if (assignments.length === 0) return;
  await sql`
    insert into assignments (id, account_id, plan_id, version_id, from_date, to_date, startup, created_at, actor)
    select * from ${assignmentRows(sql, assignments)}`;
}

/** New assignments as a table with the columns of `assignments`. */
export function assignmentRows(sql: Queryable, assignments: readonly NewAssignment[]): ReturnType<Queryable> {
  return sql`jsonb_to_recordset(${sql.json(
    assignments.map((assignment) => ({
      id: assignment.id,
      account_id: assignment.accountId,
      plan_id: assignment.planId,
      version_id: assignment.versionId,
      from_date: assignment.fromDate,
      to_date: assignment.toDate,
      startup: assignment.startup,
      created_at: new Date(assignment.createdAt).toISOString(),
      actor: assignment.actor,
    })),
  )}) as a(id uuid, account_id uuid, plan_id uuid, version_id uuid, from_date date, to_date date, startup boolean,
           created_at timestamptz, actor text)`;
}

export interface AssignmentRow {
  readonly id: string;
  readonly accountId: string;
  readonly planId: string;
  readonly planName: string;
  readonly version: number;
  readonly fromDate: string;
  readonly toDate: string | null;
  /** The plan that replaces an introductory one automatically. */
  readonly followedBy: string | null;
}

/** Every plan an account was ever put on, oldest first. */
export async function listAssignments(
  sql: Queryable,
  accountIds: readonly string[],
): Promise<AssignmentRow[]> {
  return sql<AssignmentRow[]>`
    select g.id, g.account_id, g.plan_id, p.name as plan_name, v.version, g.from_date, g.to_date,
           v.terms->>'replaceWith' as followed_by
      from assignments g join plans p on p.id = g.plan_id join plan_versions v on v.id = g.version_id
     where g.account_id = any(${accountIds as string[]}::uuid[]) order by g.from_date, g.id`;
}

/**
 * Ends the assignments that are in effect on or after a date at that date; one that has not begun by then is cancelled.
 */
export async function endAssignments(sql: Queryable, ids: readonly string[], date: string): Promise<void> {
  await sql`
    update assignments set to_date = greatest(from_date, ${date}::date)
     where id = any(${ids as string[]}::uuid[]) and (to_date is null or to_date > ${date}::date)`;
}

/** Removes the end of assignments. */
export async function resumeAssignments(sql: Queryable, ids: readonly string[]): Promise<void> {
  await sql`update assignments set to_date = null where id = any(${ids as string[]}::uuid[])`;
}

/** Open accounts that are on a plan on or after a date. */
export async function accountsOnPlan(
  sql: Queryable,
  siteId: string,
  planId: string,
  date: string,
): Promise<string[]> {
  const rows = await sql<{ accountId: string }[]>`
    select distinct g.account_id
      from assignments g join accounts a on a.id = g.account_id
     where g.plan_id = ${planId} and a.site_id = ${siteId} and a.closed_at is null
       and (g.to_date is null or g.to_date > greatest(g.from_date, ${date}::date))
     order by g.account_id`;
  return rows.map((row) => row.accountId);
}

/** The terms of an account's assignments in its open period and after, one for each assignment. */
export async function listTermsAhead(sql: Queryable, accountId: string): Promise<PlanTerms[]> {
  const rows = await sql<{ terms: PlanTerms }[]>`
    select v.terms from assignments g
      join plan_versions v on v.id = g.version_id
      join accounts a on a.id = g.account_id
     where g.account_id = ${accountId} and (g.to_date is null or g.to_date >= a.open_from_date)`;
  return rows.map(({ terms }) => terms);
}

/** How often an account was put on a plan. */
export async function countAssignments(sql: Queryable, accountId: string): Promise<number> {
  const [row] = await sql<{ found: number }[]>`
    select count(*) as found from assignments where account_id = ${accountId}`;
  return row?.found ?? 0;
}
