import type { FieldProblem, Refusal } from '../billing/index.js';
import { currencyExponent, isRefusal, isTimeZone, parseAmount, refuse } from '../billing/index.js';
import { findPlansByName, type Job, listTakenHostnames, listTakenSlugs } from '../store/index.js';
import { keepChecked, startChecked } from './checkedJobs.js';
import { unfitHostname } from './claimHostnames.js';
import type { SiteContext } from './context.js';
import type { ImportedClient } from './importClient.js';

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
  if (file.lines.length === 0) return refuse('invalid', 'has no lines below its first one', 'file');
  if (file.lines.length > LINES_MAX) return refuse('invalid', `has more than ${LINES_MAX} lines`, 'file');
  const found = await problemsOf(context, file.lines);
  const lines = file.lines.map(({ number, client, shown, problems }) => ({
    number,
    input: client ?? shown,
    problems: [...problems, ...(found.get(number) ?? [])],
  }));
  const total = lines.filter(({ problems }) => problems.length === 0).length;
  return keepChecked(context, { kind: 'import', title: file.name, input: { file: file.name }, total }, lines);
}

/** Lets the sound lines of a checked import be carried out; the relay does it, a few at a time. */
export async function startImport(context: SiteContext, jobId: string): Promise<Job | Refusal> {
  return startChecked(context, jobId, {
    kind: 'import',
    none: refuse('not_found', 'There is no such import.'),
    empty: refuse('conflict', 'No line of this file can be carried out.'),
    action: 'account.import',
    after: ({ total }) => ({ lines: total }),
  });
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
  // A file of thousands may meet thousands: each is looked up, and none looked through.
  const slugsTaken = new Set(takenSlugs);
  const hostsTaken = new Map<string, string[]>();
  for (const { hostname, slug } of takenHosts)
    hostsTaken.set(hostname, [...(hostsTaken.get(hostname) ?? []), slug]);
  const slugs = new Map<string, number>();
  const hosts = new Map<string, number>();
  const problems: Problems = new Map();
  for (const { number, client } of clients) {
    const own = [
      ...termProblems(client),
      ...planProblems(client, plans),
      ...client.sites.flatMap(({ slug, hostnames }) => [
        ...(slugsTaken.has(slug) ? [{ field: 'slug', reason: `the slug "${slug}" is taken` }] : []),
        ...repeated('slug', slug, slugs, number),
        ...hostnames.flatMap((host) => [
          ...unfitProblems(host, context.baseUrl),
          ...(hostsTaken.get(host) ?? [])
            .filter((taken) => taken !== slug)
            .map(() => ({ field: 'hostnames', reason: `the hostname "${host}" is in use` })),
          ...repeated('hostnames', host, hosts, number),
        ]),
      ]),
    ];
    if (own.length > 0) problems.set(number, own);
  }
  return problems;
}

function unfitProblems(host: string, baseUrl: string | undefined): FieldProblem[] {
  const reason = unfitHostname(host, baseUrl);
  return reason === undefined ? [] : [{ field: 'hostnames', reason }];
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
