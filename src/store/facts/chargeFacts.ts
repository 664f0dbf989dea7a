import type { Assignment, PostedLine, ScheduledCharge } from '../../billing/facts.js';
import { type CompiledPlan, compilePlan } from '../../billing/plans/plan.js';
import { storedTax } from '../../billing/tax/storedTax.js';
import type { PlanTerms } from '../../billing/plans/terms.js';
import { storedQuantity } from '../../core/values/quantity.js';
import { isRefusal } from '../../core/values/refusal.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { oneOf } from '../core/oneOf.js';
import { type Faults, groupByAccount } from './groupByAccount.js';

interface AssignmentRow {
  id: string;
  accountId: string;
  planId: string;
  versionId: string;
  terms: PlanTerms;
  fromDate: string;
  toDate: string | null;
  startup: boolean;
}

/** Assignments that can still matter: those in or after the oldest period that may be rated. */
export async function loadAssignments(
  sql: Queryable,
  ids: readonly string[],
  since: string | null,
  faults: Faults,
): Promise<Map<string, Assignment[]>> {
  const rows = await sql<AssignmentRow[]>`
    select g.id, g.account_id, g.plan_id, g.version_id, v.terms, g.from_date, g.to_date, g.startup
      from assignments g
      join plan_versions v on v.id = g.version_id
      join accounts a on a.id = g.account_id
     where g.account_id = ${oneOf(sql, ids)}
       and (g.to_date is null or g.to_date >= least(a.open_from_date, ${since}::date)
            or exists (select 1 from periods p where p.account_id = a.id and p.late_usage))
     order by g.from_date, g.id`;
  return groupByAccount(rows, assignmentOf, faults);
}

function assignmentOf(row: AssignmentRow): Assignment {
  return {
    id: row.id,
    planId: row.planId,
    plan: compiledPlan(row.versionId, row.terms),
    fromDate: row.fromDate,
    toDate: row.toDate,
    startup: row.startup,
  };
}

/** Plan versions never change, so a compiled version is cached for the life of the process. */
const compiledPlans = new Map<string, CompiledPlan>();

export function compiledPlan(versionId: string, terms: PlanTerms): CompiledPlan {
  const known = compiledPlans.get(versionId);
  if (known) return known;
  const plan = compilePlan(terms);
  if (isRefusal(plan)) throw new Error(`stored plan version ${versionId} does not compile: ${plan.detail}`);
  compiledPlans.set(versionId, plan);
  return plan;
}

interface PostedRow {
  accountId: string;
  assignmentId: string;
  line: string;
  promotionId: string | null;
  periodDate: string;
  minor: string;
  reversed: string;
  taxName: string | null;
  taxPercent: string | null;
  taxCategory: string | null;
  taxReasonCode: string | null;
  taxCountry: string | null;
  total: string | null;
}

/** The posted amount for each line of the periods that may still be rated. */
export async function loadPosted(
  sql: Queryable,
  ids: readonly string[],
  faults: Faults,
): Promise<Map<string, PostedLine[]>> {
  const rows = await sql<PostedRow[]>`
    select e.account_id, e.assignment_id, e.line, e.promotion_id, e.period_date, (-sum(e.amount))::text as minor,
           coalesce(sum(back.amount), 0)::text as reversed,
           case when bool_or(waived.id is not null) then null else (array_agg(e.tax_name order by e.number))[1] end as tax_name,
           case when bool_or(waived.id is not null) then null else (array_agg(e.tax_percent order by e.number))[1] end as tax_percent,
           (array_agg(e.tax_category order by e.number))[1] as tax_category,
           (array_agg(e.tax_reason_code order by e.number))[1] as tax_reason_code,
           (array_agg(e.tax_country order by e.number))[1] as tax_country,
           ((array_agg(e.meter_total order by e.number desc) filter (where e.meter_total is not null))[1])::text as total
      from accounts a
      join entries e on e.account_id = a.id and e.period_date is not null and e.kind = 'charge'
       and e.period_date >= least(a.open_from_date,
           (select min(p.start_date) from periods p where p.account_id = a.id and p.late_usage))
      left join lateral (
        select sum(b.amount + coalesce(undone.amount, 0)) as amount
          from entries b left join entries undone on undone.reverses = b.id
         where b.reverses = e.id or b.corrects = e.id) back on true
      left join lateral (
        -- A tax that was reversed alone does not apply to later entries either.
        select t.id from entries t join entries u on u.reverses = t.id and u.tax_name is null
         where t.taxes = e.id limit 1) waived on true
     where a.id = ${oneOf(sql, ids)}
     group by e.account_id, e.assignment_id, e.line, e.promotion_id, e.period_date`;
  return groupByAccount(rows, postedLineOf, faults);
}

function postedLineOf(row: PostedRow): PostedLine {
  return {
    assignmentId: row.assignmentId,
    line: row.line,
    ...(row.promotionId === null ? {} : { promotionId: row.promotionId }),
    periodDate: row.periodDate,
    minor: BigInt(row.minor),
    reversed: BigInt(row.reversed),
    tax: storedTax(row),
    ...(row.total === null ? {} : { total: storedQuantity(row.total) }),
  };
}

interface ScheduledRow {
  id: string;
  accountId: string;
  dueOn: string;
  amount: string;
  description: string;
  category: string;
}

/** Planned charges of a day that are not posted yet. */
export async function loadScheduled(
  sql: Queryable,
  ids: readonly string[],
  faults: Faults,
): Promise<Map<string, ScheduledCharge[]>> {
  const rows = await sql<ScheduledRow[]>`
    select id, account_id, due_on, amount::text, description, category from scheduled_charges
     where account_id = ${oneOf(sql, ids)} and entry_id is null and cancelled_at is null
     order by due_on, id`;
  return groupByAccount(rows, scheduledChargeOf, faults);
}

function scheduledChargeOf(row: ScheduledRow): ScheduledCharge {
  return {
    id: row.id,
    dueOn: row.dueOn,
    minor: BigInt(row.amount),
    description: row.description,
    category: row.category,
  };
}
