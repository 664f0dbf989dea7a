import type { Assignment, CompiledPlan, PlanTerms, PostedLine, ScheduledCharge } from '../billing/index.js';
import { compilePlan, isRefusal, storedQuantity } from '../billing/index.js';
import type { Queryable } from '../platform/index.js';
import { type Faults, groupByAccount } from './groupByAccount.js';

interface AssignmentRow {
  id: string;
  account_id: string;
  plan_id: string;
  version_id: string;
  terms: PlanTerms;
  from_date: string;
  to_date: string | null;
  startup: boolean;
}

/** Assignments that can still matter: those that hold in or after the oldest period that may be rated. */
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
     where g.account_id = any(${ids as string[]}::uuid[])
       and (g.to_date is null or g.to_date >= least(a.open_from_date, ${since}::date)
            or exists (select 1 from periods p where p.account_id = a.id and p.late_usage))
     order by g.from_date, g.id`;
  return groupByAccount(rows, assignmentOf, faults);
}

function assignmentOf(row: AssignmentRow): Assignment {
  return {
    id: row.id,
    planId: row.plan_id,
    plan: compiledPlan(row.version_id, row.terms),
    fromDate: row.from_date,
    toDate: row.to_date,
    startup: row.startup,
  };
}

/** Plan versions never change, so one compilation serves for the life of the process. */
const compiledPlans = new Map<string, CompiledPlan>();

function compiledPlan(versionId: string, terms: PlanTerms): CompiledPlan {
  const known = compiledPlans.get(versionId);
  if (known) return known;
  const plan = compilePlan(terms);
  if (isRefusal(plan)) throw new Error(`stored plan version ${versionId} does not compile: ${plan.detail}`);
  compiledPlans.set(versionId, plan);
  return plan;
}

interface PostedRow {
  account_id: string;
  assignment_id: string;
  line: string;
  period_date: string;
  minor: string;
  reversed: string;
  total: string | null;
}

/** What was posted for each line of the periods that may still be rated. */
export async function loadPosted(
  sql: Queryable,
  ids: readonly string[],
  faults: Faults,
): Promise<Map<string, PostedLine[]>> {
  const rows = await sql<PostedRow[]>`
    select e.account_id, e.assignment_id, e.line, e.period_date, (-sum(e.amount))::text as minor,
           coalesce(sum(r.amount), 0)::text as reversed,
           ((array_agg(e.meter_total order by e.number desc) filter (where e.meter_total is not null))[1])::text as total
      from accounts a
      join entries e on e.account_id = a.id and e.period_date is not null and e.kind = 'charge'
       and e.period_date >= least(a.open_from_date,
           (select min(p.start_date) from periods p where p.account_id = a.id and p.late_usage))
      left join entries r on r.reverses = e.id
     where a.id = any(${ids as string[]}::uuid[])
     group by e.account_id, e.assignment_id, e.line, e.period_date`;
  return groupByAccount(rows, postedLineOf, faults);
}

function postedLineOf(row: PostedRow): PostedLine {
  return {
    assignmentId: row.assignment_id,
    line: row.line,
    periodDate: row.period_date,
    minor: BigInt(row.minor),
    reversed: BigInt(row.reversed),
    ...(row.total === null ? {} : { total: storedQuantity(row.total) }),
  };
}

interface ScheduledRow {
  id: string;
  account_id: string;
  due_on: string;
  amount: string;
  description: string;
  category: string;
}

/** Charges planned for a day that are still to come. */
export async function loadScheduled(
  sql: Queryable,
  ids: readonly string[],
  faults: Faults,
): Promise<Map<string, ScheduledCharge[]>> {
  const rows = await sql<ScheduledRow[]>`
    select id, account_id, due_on, amount::text, description, category from scheduled_charges
     where account_id = any(${ids as string[]}::uuid[]) and entry_id is null and cancelled_at is null
     order by due_on, id`;
  return groupByAccount(rows, scheduledChargeOf, faults);
}

function scheduledChargeOf(row: ScheduledRow): ScheduledCharge {
  return {
    id: row.id,
    dueOn: row.due_on,
    minor: BigInt(row.amount),
    description: row.description,
    category: row.category,
  };
}
