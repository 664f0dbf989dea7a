/**
 * Detects whether the same site's requests of the same time were counted from another log, such as nginx and Apache, or
 * a monthly archive and daily files. Ids cannot detect it, since the lines differ, so the user decides before it
 * counts.
 */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Tally } from '../../../src/logs/reading/chunk.js';
import { type Generation, readStateIfThere } from '../state.js';

/** The first and last quarter of an hour (epoch milliseconds) that a log was counted for, by site. */
type Spans = Record<string, [number, number]>;

export interface OtherLog {
  readonly source: string;
  readonly path: string;
  readonly spans: Spans;
}

/** The logs of every other source that this machine sent to the same system. */
export async function loadOtherLogs(folder: string, system: string): Promise<OtherLog[]> {
  const names = await readdir(dirname(folder)).catch(() => []);
  const others = names.filter(
    (name) => name !== basename(folder) && name.endsWith(encodeURIComponent(`@${system}`)),
  );
  const states = await Promise.all(others.map((name) => readStateIfThere(join(dirname(folder), name))));
  return states.flatMap((state) => (state === undefined ? [] : logsOf(state.source, state.generations)));
}

/** The logs of a source, except the requested one under any of its rotated names. */
export function logsOf(source: string, generations: readonly Generation[], except?: Generation): OtherLog[] {
  return generations
    .filter((known) => known !== except && known.path !== except?.path)
    .map(({ path, spans = {} }) => ({ source, path, spans }));
}

/** One sentence for each site of a batch whose time was also counted from another log. */
export function describeOverlaps(
  own: { readonly source: string; readonly path: string },
  tallies: readonly Tally[],
  others: readonly OtherLog[],
): string[] {
  if (others.length === 0) return [];
  const spans = addSpans({}, tallies);
  return Object.entries(spans).flatMap(([site, [from, to]]) => {
    const other = others.find((log) => {
      const span = spanOf(log.spans, site);
      return span !== undefined && span[0] <= to && from <= span[1];
    });
    if (other === undefined) return [];
    const first = new Date(Math.max(from, spanOf(other.spans, site)?.[0] ?? from))
      .toISOString()
      .slice(0, 16)
      .replace('T', ' ');
    return [
      `Warning: ${site} was counted before from ${basename(other.path)} (${other.source}) for the same time, from ` +
        `${first} UTC, and now comes from ${basename(own.path)} (${own.source}). If both logs hold the same requests ` +
        'they count twice. Stop, collect only one of them, and void the duplicates (POST /v1/usage/void).',
    ];
  });
}

export function addSpans(spans: Spans, tallies: readonly Tally[]): Spans {
  for (const { site, bucketAt } of tallies) {
    const span = spanOf(spans, site) ?? (spans[site] = [bucketAt, bucketAt]);
    if (bucketAt < span[0]) span[0] = bucketAt;
    if (bucketAt > span[1]) span[1] = bucketAt;
  }
  return spans;
}

/** A site may be called `constructor`, which is a property of every object. */
function spanOf(spans: Spans, site: string): [number, number] | undefined {
  return Object.hasOwn(spans, site) ? spans[site] : undefined;
}
