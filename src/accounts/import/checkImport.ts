import type { ParticularsInput } from '../../billing/particulars/parseParticulars.js';
import type { SiteContext } from '../../core/context.js';
import { findLanguage } from '../../core/values/language.js';
import { type FieldProblem, isRefusal, problemsOf, type Refusal, refuse } from '../../core/values/refusal.js';
import { addDays, localDateOf } from '../../core/values/zone.js';
import { isId } from '../../platform/ids.js';
import { findUnclaimable } from '../../sites/claimHostnames.js';
import {
  findPlansByName,
  listNamesakes,
  listTakenExternalIds,
  listTakenHostnames,
  listTakenSlugs,
} from '../../store/plans/planUse.js';
import { findTask, type Task, listAllLines, listCells } from '../../store/tasks/tasks.js';
import { insertChecked, replaceChecked, startChecked } from '../../tasks/checkedTasks.js';
import { type Foreseen, foreseeOpenings } from '../opening/foreseeOpenings.js';
import { type AccountInput, openingTerms } from '../opening/openingTerms.js';
import type { ImportedClient, StartedImport } from './importClient.js';

/** The field of a problem with the whole line; its cells are not checked further. */
export const WHOLE_LINE = 'The line';

/** A parsed line: a client, or the problems with it. */
export interface ReadLine {
  readonly number: number;
  readonly client: ImportedClient | null;
  /** The requested values, as far as they could be parsed. */
  readonly draft: ClientDraft;
  /** The cells as in the file. */
  readonly cells: readonly string[];
  readonly problems: readonly FieldProblem[];
}

/** The values of a line before their shape is checked. */
export interface ClientDraft extends Pick<
  AccountInput,
  'name' | 'email' | 'currency' | 'timeZone' | 'billingDay'
> {
  readonly plan: string;
  readonly sites: readonly {
    readonly slug: string;
    readonly name: string;
    readonly hostnames: readonly string[];
  }[];
  readonly moreEmails?: readonly string[];
  readonly creditLimit?: string;
  readonly openingBalance?: string;
  readonly chargedUntil?: string;
  readonly language?: string;
  readonly particulars?: ParticularsInput;
  readonly tags?: readonly string[];
  readonly notes?: string;
  readonly externalId?: string;
}

/** A list of clients and how it was parsed. */
export interface ClientFile {
  readonly name: string;
  readonly headings: readonly string[];
  readonly choice: object;
  readonly lines: readonly ReadLine[];
}

/** `short` in minor units, as a decimal string: it is stored as JSON. */
type StoredForeseen = Omit<Foreseen, 'short'> & { readonly short: string };

/** What is stored with a waiting list: how it was parsed, and which clients would be suspended on opening. */
export interface ImportInput {
  readonly file: string;
  readonly headings: readonly string[];
  readonly choice: object;
  readonly suspended: { readonly count: number; readonly first: readonly StoredForeseen[] };
  /** Clients whose language has no texts, and those languages: they get English. Absent on older lists. */
  readonly inEnglish?: { readonly count: number; readonly languages: readonly string[] };
}

const LINES_MAX = 20_000;
const FORESEEN_KEPT = 100;
const NAME_KEPT_CHARS = 200;

/**
 * Checks an import's lines against existing data and stores them as a job waiting to be started; opens no account.
 * Lines with problems are stored with the problems and are not imported. With the id of a waiting job, parses that
 * job's lines again.
 */
export async function checkImport(
  context: SiteContext,
  file: ClientFile,
  taskId?: string,
): Promise<Task | Refusal> {
  if (file.lines.length === 0) return refuse('invalid', 'has no lines after the first line', 'file');
  if (file.lines.length > LINES_MAX) return refuse('invalid', `has more than ${LINES_MAX} lines`, 'file');
  const found = await foundProblems(context, file.lines);
  const lines = file.lines.map(({ number, client, draft, cells, problems }) => ({
    number,
    // A line with problems needs only its cells, to be parsed again, and its name, for messages.
    input: { client: client ?? { name: draft.name.slice(0, NAME_KEPT_CHARS) }, cells },
    problems: [...problems, ...(found.get(number) ?? [])],
  }));
  const sound = new Set(lines.filter(({ problems }) => problems.length === 0).map(({ number }) => number));
  const suspended = await foreseeOpenings(
    context,
    file.lines.flatMap(({ number, client }) =>
      client !== null && sound.has(number) ? [{ number, client }] : [],
    ),
  );
  const { name, headings, choice } = file;
  const kept = {
    count: suspended.length,
    first: suspended.slice(0, FORESEEN_KEPT).map((each) => ({ ...each, short: String(each.short) })),
  };
  const languages = file.lines.flatMap(({ number, draft: { language = '' } }) =>
    sound.has(number) && language !== '' && findLanguage(language) === undefined ? [language] : [],
  );
  const inEnglish = { count: languages.length, languages: [...new Set(languages)].slice(0, FORESEEN_KEPT) };
  const input: ImportInput = { file: name, headings, choice, suspended: kept, inEnglish };
  const task = { kind: 'import', title: name, input, total: sound.size } as const;
  return taskId === undefined
    ? insertChecked(context, task, lines)
    : replaceChecked(context, taskId, task, lines);
}

/** A waiting list with the cells of its file, to be parsed again. */
export async function readImportTable(
  { sql, siteId }: SiteContext,
  taskId: string,
): Promise<
  (Pick<ImportInput, 'file' | 'headings'> & { readonly rows: { line: number; cells: string[] }[] }) | Refusal
> {
  const task = isId(taskId) ? await findTask(sql, siteId, taskId) : undefined;
  if (task?.kind !== 'import') return NO_IMPORT;
  if (task.startedAt !== null) return refuse('conflict', 'This import has already started.');
  const { file, headings } = task.input as unknown as ImportInput;
  const lines = await listAllLines(sql, taskId);
  return {
    file,
    headings,
    rows: lines.map(({ number, input }) => ({ line: number, cells: input['cells'] as string[] })),
  };
}

/** The first distinct values of a column of a waiting list. Empty if there is none. */
export async function readImportCells(
  { sql, siteId }: SiteContext,
  taskId: string,
  column: { readonly index: number; readonly limit: number },
): Promise<string[]> {
  const task = await findTask(sql, siteId, taskId);
  return task?.kind === 'import' && task.startedAt === null ? listCells(sql, taskId, column) : [];
}

const NO_IMPORT = refuse('not_found', 'Import not found.');
const GRACE_DAYS_MAX = 60;

/**
 * Starts a checked import; the scheduler opens the accounts, a few at a time. For the given number of days the limit
 * suspends none of the clients; 0: the limit applies at once.
 */
export async function startImport(
  context: SiteContext,
  taskId: string,
  { graceDays }: { readonly graceDays: number },
): Promise<Task | Refusal> {
  if (!Number.isInteger(graceDays) || graceDays < 0 || graceDays > GRACE_DAYS_MAX)
    return refuse('invalid', `must be a whole number from 0 to ${GRACE_DAYS_MAX}`, 'graceDays');
  const chosen: StartedImport =
    graceDays === 0 ? {} : { notBefore: addDays(localDateOf(context.now, 'UTC'), graceDays + 1) };
  return startChecked(context, taskId, {
    kind: 'import',
    none: NO_IMPORT,
    empty: refuse('conflict', 'No line of this file can be imported.'),
    action: 'account.import',
    chosen,
    after: ({ total }) => ({ lines: total, ...chosen }),
  });
}

type Problems = Map<number, FieldProblem[]>;

/** Problems that show only against existing data or the other lines. */
async function foundProblems(context: SiteContext, lines: readonly ReadLine[]): Promise<Problems> {
  const { sql, siteId } = context;
  const sites = lines.flatMap(({ draft }) => draft.sites);
  const [plans, namesakes, takenSlugs, takenHosts, unclaimable, takenIds] = await Promise.all([
    findPlansByName(sql, siteId, [...new Set(lines.map(({ draft }) => draft.plan))]),
    listNamesakes(
      sql,
      siteId,
      lines.map(({ draft }) => draft),
    ),
    listTakenSlugs(
      sql,
      siteId,
      sites.map(({ slug }) => slug),
    ),
    listTakenHostnames(
      sql,
      sites.flatMap(({ hostnames }) => hostnames),
    ),
    findUnclaimable(
      context,
      sql,
      sites.flatMap(({ hostnames }) => hostnames),
    ),
    listTakenExternalIds(
      sql,
      siteId,
      lines.flatMap(({ draft }) => draft.externalId ?? []),
    ),
  ]);
  // A file of thousands of lines may meet thousands of accounts, so use lookups, not scans.
  const slugsTaken = new Set(takenSlugs);
  const hostsTaken = new Map<string, string[]>();
  for (const { hostname, slug } of takenHosts)
    hostsTaken.set(hostname, [...(hostsTaken.get(hostname) ?? []), slug]);
  const idsTaken = new Set(takenIds);
  const ids = new Map<string, number>();
  const slugs = new Map<string, number>();
  const hosts = new Map<string, number>();
  const clients = new Map<string, number>();
  const known = new Set(namesakes.map(clientKey));
  const problems: Problems = new Map();
  for (const { number, draft, problems: read } of lines) {
    if (read.some(({ field }) => field === WHOLE_LINE)) continue;
    const own = [
      ...termProblems(draft, context.now),
      ...planProblems(draft, plans),
      ...(idsTaken.has(draft.externalId ?? '')
        ? [{ field: 'externalId', reason: `another client has the id "${draft.externalId ?? ''}"` }]
        : []),
      ...(draft.externalId === undefined ? [] : repeated('externalId', draft.externalId, ids, number)),
      ...(known.has(clientKey(draft))
        ? [{ field: 'name', reason: 'is already a client with this email address' }]
        : repeated('name', clientKey(draft), clients, number, 'this client')),
      ...draft.sites.flatMap(({ slug, hostnames }) => [
        ...(slugsTaken.has(slug) ? [{ field: 'slug', reason: `the slug "${slug}" is taken` }] : []),
        ...repeated('slug', slug, slugs, number),
        ...hostnames.flatMap((host) => [
          ...(unclaimable.has(host) ? [{ field: 'hostnames', reason: unclaimable.get(host) ?? '' }] : []),
          ...(hostsTaken.get(host) ?? [])
            .filter((taken) => taken !== slug)
            .map(() => ({ field: 'hostnames', reason: `the hostname "${host}" is in use` })),
          ...repeated('hostnames', host, hosts, number),
        ]),
      ]),
    ];
    // A field that cannot be parsed is reported once.
    const reported = new Set(read.map(({ field }) => field));
    const added = own.filter(({ field }) => !reported.has(field));
    if (added.length > 0) problems.set(number, added);
  }
  return problems;
}

/** Values of a line that also occur in an earlier line. */
function repeated(
  field: string,
  value: string,
  seen: Map<string, number>,
  number: number,
  called = `"${value}"`,
): FieldProblem[] {
  const first = seen.get(value);
  if (first === undefined) seen.set(value, number);
  return first === undefined || first === number
    ? []
    : [{ field, reason: `${called} is also in line ${first}` }];
}

function clientKey({ name, email }: { readonly name: string; readonly email: string }): string {
  return JSON.stringify([name.toLowerCase(), email.toLowerCase()]);
}

/** All faults of a line's terms at once. The columns are called like the fields. */
function termProblems(draft: ClientDraft, now: number): FieldProblem[] {
  const terms = openingTerms(draft, now, { tax: null });
  if (!isRefusal(terms)) return [];
  return problemsOf(terms).map(({ field, reason }) => ({
    field: field.replace(/^particulars\./, ''),
    reason,
  }));
}

function planProblems(
  { plan, currency }: ClientDraft,
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
        reason: `the plan "${plan}" is in ${named[0]?.currency ?? ''}, the client in ${currency}`,
      },
    ];
  }
  return fitting.length === 1
    ? []
    : [{ field: 'plan', reason: `${fitting.length} plans have the name "${plan}"` }];
}
