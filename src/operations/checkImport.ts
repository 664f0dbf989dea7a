import type { FieldProblem, Refusal } from '../billing/index.js';
import { currencyExponent, isRefusal, isTimeZone, parseAmount, refuse } from '../billing/index.js';
import { inTransaction, newId } from '../platform/index.js';
import {
  findJob,
  findPlansByName,
  insertAudit,
  insertJob,
  insertJobLines,
  type Job,
  listTakenHostnames,
  listTakenSlugs,
  startJob,
} from '../store/index.js';
import type { SiteContext } from './context.js';
import type { ImportedClient } from './importClient.js';
import { transact } from './onceOnly.js';

/** A line as it was read: a client, or what is wrong with it. */
export interface ReadLine {
  readonly number: number;
  readonly client: ImportedClient | null;
  /** What stood there, for showing it. */
  readonly shown: Readonly<Record<string, string>>;
  readonly problems: readonly FieldProblem[];
}

const LINES_MAX = 20_000;

/**
 * Checks the lines of an import against the books and keeps them as a job that waits to be started: nothing is opened
 * yet. Lines at fault are kept with what is wrong with them and will be left out.
 */
export async function checkImport(
  context: SiteContext,
  file: { readonly name: string; readonly lines: readonly ReadLine[] },
): Promise<Job | Refusal> {
  const { sql, siteId, now: createdAt, actor: createdBy } = context;
  if (file.lines.length === 0) return refuse('invalid', 'has no lines below its first one', 'file');
  if (file.lines.length > LINES_MAX) return refuse('invalid', `has more than ${LINES_MAX} lines`, 'file');
  const found = await problemsOf(context, file.lines);
  const lines = file.lines.map(({ number, client, shown, problems }) => ({
    number,
    input: client ?? shown,
    problems: [...problems, ...(found.get(number) ?? [])],
  }));
  const id = newId(createdAt);
  const total = lines.filter(({ problems }) => problems.length === 0).length;
  const input = { file: file.name };
  await inTransaction(sql, async (transaction) => {
    await insertJob(transaction, {
      id,
      siteId,
      kind: 'import',
      title: file.name,
      input,
      total,
      createdAt,
      createdBy,
    });
    await insertJobLines(transaction, id, lines);
  });
  return (await findJob(sql, siteId, id)) ?? NO_JOB;
}

const NO_JOB = refuse('not_found', 'There is no such import.');

/** Lets the sound lines of a checked import be carried out; the relay does it, a few at a time. */
export async function startImport(context: SiteContext, jobId: string): Promise<Job | Refusal> {
  const { siteId, now: at, actor: by } = context;
  const started = await transact(context, async (transaction) => {
    const job = await findJob(transaction, siteId, jobId);
    if (job?.kind !== 'import') return NO_JOB;
    if (job.total === 0) return refuse('conflict', 'No line of this file can be carried out.');
    const isFirst = await startJob(transaction, { id: jobId, at, by, actedAs: context.actedAs ?? null });
    if (isFirst) {
      await insertAudit(transaction, context, {
        siteId,
        action: 'account.import',
        subject: `job/${jobId}`,
        after: { lines: job.total },
      });
    }
    return true;
  });
  if (isRefusal(started)) return started;
  return (await findJob(context.sql, siteId, jobId)) ?? NO_JOB;
}

type Problems = Map<number, FieldProblem[]>;

/** What is wrong with lines that only the books and the other lines can tell. */
async function problemsOf(context: SiteContext, lines: readonly ReadLine[]): Promise<Problems> {
  const { sql, siteId } = context;
  const clients = lines.flatMap(({ number, client }) => (client === null ? [] : [{ number, client }]));
  const sites = clients.flatMap(({ client }) => client.sites);
  const [plans, takenSlugs, takenHosts] = await Promise.all([
    findPlansByName(sql, siteId, [...new Set(clients.map(({ client }) => client.plan))]),
    listTakenSlugs(
      sql,
      siteId,
      sites.map(({ slug }) => slug),
    ),
    listTakenHostnames(
      sql,
      sites.flatMap(({ hostnames }) => hostnames),
    ),
  ]);
  const slugs = new Map<string, number>();
  const hosts = new Map<string, number>();
  const problems: Problems = new Map();
  for (const { number, client } of clients) {
    const own = [
      ...termProblems(client),
      ...planProblems(client, plans),
      ...client.sites.flatMap(({ slug, hostnames }) => [
        ...(takenSlugs.includes(slug) ? [{ field: 'slug', reason: `the slug "${slug}" is taken` }] : []),
        ...repeated('slug', slug, slugs, number),
        ...hostnames.flatMap((host) => [
          ...takenHosts
            .filter((taken) => taken.hostname === host && taken.slug !== slug)
            .map(() => ({ field: 'hostnames', reason: `the hostname "${host}" is in use` })),
          ...repeated('hostnames', host, hosts, number),
        ]),
      ]),
    ];
    if (own.length > 0) problems.set(number, own);
  }
  return problems;
}

/** What a line says that another one above it has said. */
function repeated(field: string, value: string, seen: Map<string, number>, number: number): FieldProblem[] {
  const first = seen.get(value);
  if (first === undefined) seen.set(value, number);
  return first === undefined || first === number
    ? []
    : [{ field, reason: `"${value}" stands in line ${first} too` }];
}

function termProblems({ currency, timeZone, creditLimit, openingBalance }: ImportedClient): FieldProblem[] {
  if (currencyExponent(currency) === undefined) {
    return [{ field: 'currency', reason: `"${currency}" is not a currency` }];
  }
  const amounts: [string, string | undefined][] = [
    ['creditLimit', creditLimit],
    ['openingBalance', openingBalance],
  ];
  return [
    ...(isTimeZone(timeZone) ? [] : [{ field: 'timeZone', reason: `"${timeZone}" is not a time zone` }]),
    ...amounts.flatMap(([field, text]) => {
      const minor = text === undefined || text === '' ? 0n : parseAmount(text, currency);
      return isRefusal(minor) ? [{ field, reason: minor.detail }] : [];
    }),
  ];
}

function planProblems(
  { plan, currency }: ImportedClient,
  plans: readonly { readonly name: string; readonly currency: string }[],
): FieldProblem[] {
  if (plan === '') return [];
  const named = plans.filter(({ name }) => name.toLowerCase() === plan.toLowerCase());
  const fitting = named.filter((each) => each.currency === currency);
  if (named.length === 0) return [{ field: 'plan', reason: `there is no plan "${plan}"` }];
  if (fitting.length === 0) {
    return [
      {
        field: 'plan',
        reason: `the plan "${plan}" is in ${named[0]?.currency ?? ''}, the line in ${currency}`,
      },
    ];
  }
  return fitting.length === 1
    ? []
    : [{ field: 'plan', reason: `${fitting.length} plans are called "${plan}"` }];
}
