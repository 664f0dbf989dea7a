import type { SiteContext } from '../core/context.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { storable } from '../platform/files/decodeText.js';
import { UnreadableFile } from '../platform/files/unpackFile.js';
import {
  type Task,
  type TaskLine,
  type LineEnd,
  listFirstLines,
  listLogEnds,
  sumUsageLines,
} from '../store/tasks/tasks.js';
import { isOverlap } from '../logs/reading/chunk.js';
import { listOtherSources, type OtherSource } from '../store/usage/otherSources.js';
import { listUsageHosts } from '../store/usage/usage.js';
import { insertChecked, startChecked } from '../tasks/checkedTasks.js';
import { loadTask } from '../tasks/loadTasks.js';
import { readUsageFile, type UnderstoodLog, type UsageFile, type UsageFileOptions } from './readUsageFile.js';
import type { UsageEvent } from './readBatch.js';
import { checkUsage, recordUsage } from './recordUsage.js';
import { cutUsage, placeUsage, sumUsage, type UsageLine, type UsageSum } from './sortUsage.js';
import { usageSites, usageZones } from './usageSites.js';

/** The content of a file of usage before any of it counts; this is the `input` of its task. */
export interface UsageFindings {
  readonly file: string;
  readonly format: UsageFile['format'];
  readonly generation?: string;
  readonly end?: number;
  readonly unfinished_bytes: number;
  readonly readings: number;
  readonly sums: readonly UsageSum[];
  /** How a log was interpreted. */
  readonly understood?: UnderstoodLog;
  /** For a log, the sources that have counted the same sites for the same time. */
  readonly countedBefore?: readonly OtherSource[];
  /** Requests and readings that cannot count. */
  readonly refused: readonly RefusedUsage[];
}

/** Requests or readings that cannot count for one reason and, for a log, of one host. */
export interface RefusedUsage {
  readonly reason: string;
  readonly count: number;
  readonly host?: string;
  /** The number of the first such line. */
  readonly line?: number;
  readonly beginning?: string;
}

/** Reads a file of usage and stores its content as a task that waits to be started: nothing counts yet. */
export async function checkUsageFile(
  context: SiteContext,
  file: { readonly name: string; readonly bytes: Buffer },
  options: UsageFileOptions,
): Promise<Task | Refusal> {
  if (options.site !== undefined && (await usageSites(context, [options.site])).length === 0) {
    return refuse('invalid', 'is not one of your sites', 'site');
  }
  const read = await readFile(context, file.bytes, options);
  if (isRefusal(read)) return read;
  const rejected = await checkUsage(context, read.events);
  const faults = new Set(rejected.map(({ index }) => index));
  const sound = await placeUsage(
    context,
    read.events.filter((_event, index) => !faults.has(index)),
  );
  const before = await otherSources(context, read, sound);
  const findings: UsageFindings = {
    file: file.name,
    format: read.format,
    ...(read.generation === undefined ? {} : { generation: read.generation, end: read.end ?? 0 }),
    unfinished_bytes: read.unfinished_bytes,
    readings: sound.length,
    sums: await sumUsage(context, sound),
    ...(read.understood === undefined ? {} : { understood: read.understood }),
    ...(before.length === 0 ? {} : { countedBefore: before }),
    refused: reasonsOf(read, rejected),
  };
  const lines = cutUsage(sound);
  const task = { kind: 'usage', title: file.name, input: findings, total: lines.length } as const;
  return insertChecked(context, task, lines);
}

async function otherSources(
  { sql, siteId }: SiteContext,
  { generation }: UsageFile,
  events: Awaited<ReturnType<typeof placeUsage>>,
): Promise<OtherSource[]> {
  if (generation === undefined) return [];
  const [source = '', log = ''] = generation.split(' ');
  const quarters = events
    .filter(({ meter }) => meter === 'requests')
    .map(({ site, time, day }) => ({ site, day, at: Date.parse(String(time)) }));
  const found = await listOtherSources(sql, siteId, { source, idPrefix: `${log}/` }, quarters);
  const timesOf = (slug: string): number[] =>
    quarters.filter(({ site }) => site === slug).map(({ at }) => at);
  return found.filter(({ site, quarters: shared }) => isOverlap(shared, new Set(timesOf(site)).size === 1));
}

async function readFile(
  context: SiteContext,
  bytes: Buffer,
  options: UsageFileOptions,
): Promise<UsageFile | Refusal> {
  const { sql, siteId } = context;
  try {
    return await readUsageFile(bytes, options, {
      readHosts: async () =>
        new Map((await listUsageHosts(sql, siteId)).map(({ hostname, slug }) => [hostname, slug])),
      endsOf: (generation) => listLogEnds(sql, siteId, generation),
      zonesOf: (slugs) => usageZones(context, slugs),
    });
  } catch (error) {
    if (error instanceof UnreadableFile) return refuse('invalid', error.message, 'file');
    throw error;
  }
}

function reasonsOf(
  { losses, events }: UsageFile,
  rejected: readonly { readonly index: number; readonly reason: string }[],
): UsageFindings['refused'] {
  const found: RefusedUsage[] = losses.map(({ reason, host, requests, firstLine, beginning }) => ({
    reason,
    count: requests,
    line: firstLine,
    beginning: storable(Buffer.from(beginning, 'latin1').toString('utf8')),
    ...(host === undefined ? {} : { host: storable(host) }),
  }));
  const counts = new Map<string, number>();
  for (const { index, reason } of rejected) {
    counts.set(reason, (counts.get(reason) ?? 0) + requestsIn(events[index]));
  }
  for (const [reason, count] of counts) if (count > 0) found.push({ reason, count });
  return found.sort((one, other) => other.count - one.count).slice(0, REASONS_MAX);
}

/** A log's event stands for many requests, and its bytes for the same ones; a table's for one reading. */
function requestsIn(event: UsageEvent | undefined): number {
  if (event === undefined || event.source === 'csv') return 1;
  return event.meter === 'requests' ? Number(event.quantity) : 0;
}

/** A forged log can name a thousand unknown sites. */
const REASONS_MAX = 50;

/** Starts counting the content of a file; the scheduler does it, some days at a time. */
export async function startUsageFile(context: SiteContext, taskId: string): Promise<Task | Refusal> {
  return startChecked(context, taskId, {
    kind: 'usage',
    none: refuse('not_found', 'Usage import not found.'),
    empty: refuse('conflict', 'Nothing in this file can be counted.'),
    action: 'usage.import',
    after: ({ title, input }) => ({ file: title, readings: (input as unknown as UsageFindings).readings }),
  });
}

/** A file of usage: its content, its progress and its results. */
export interface UsageFileView {
  readonly task: Task;
  readonly findings: UsageFindings;
  readonly days: readonly TaskLine[];
  readonly counts: Awaited<ReturnType<typeof sumUsageLines>>;
}

/** Keeps pages below 100 kB for every file. */
const DAYS_SHOWN = 120;

export async function loadUsageFileTask(context: SiteContext, id: string): Promise<UsageFileView | Refusal> {
  const view = await loadTask(context, id, 'usage');
  if (isRefusal(view)) return view;
  const [days, counts] = await Promise.all([
    listFirstLines(context.sql, id, DAYS_SHOWN),
    sumUsageLines(context.sql, id),
  ]);
  return { task: view.task, findings: view.task.input as unknown as UsageFindings, days, counts };
}

/** Counts the events of one line; repeated events do not count. */
export async function countUsageLine(
  context: SiteContext,
  line: Pick<TaskLine, 'number' | 'input'>,
): Promise<LineEnd> {
  const { site, day, events } = line.input as unknown as UsageLine;
  const verdicts = await recordUsage(context, events);
  const [known] = await usageSites(context, [site]);
  const { accepted, duplicates } = verdicts;
  const rejected = verdicts.rejected.length;
  return {
    number: line.number,
    failed: accepted + duplicates === 0,
    detail: detailOf(verdicts.rejected),
    accountId: known?.tenures.at(-1)?.accountId ?? null,
    left: { site, day, accepted, duplicates, rejected },
  };
}

function detailOf(rejected: readonly { readonly reason: string }[]): string | null {
  const reasons = [...new Set(rejected.map(({ reason }) => reason))];
  return reasons.length === 0 ? null : reasons.slice(0, 3).join('; ');
}
