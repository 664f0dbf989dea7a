/**
 * Detects whether another collector or program counts the same requests. The local state files do not contain that, so
 * the system is queried before a batch counts.
 */
import type { Tally } from '../../../src/logs/reading/chunk.js';

/** Another source, or another log of the own one, that has counted the same requests. */
export interface OtherSource {
  readonly site: string;
  readonly source: string;
  readonly log: string | null;
  readonly from: string;
}

/** Returns nothing where the system cannot tell. */
export type FindSources = (
  quarters: readonly { readonly site: string; readonly at: string }[],
) => Promise<readonly OtherSource[]>;

const HOUR_MS = 3_600_000;
const RECENT_MS = 2 * HOUR_MS;
const ASKED_MAX = 5_000;

/** Queries once for each site and hour of a log, about that hour and the one before. */
export class SourceCheck {
  readonly #find: FindSources;
  readonly #isKnown: (other: OtherSource) => boolean;
  readonly #asked = new Map<string, number>();
  readonly #recent = new Map<string, number[]>();

  constructor(find: FindSources, isKnown: (other: OtherSource) => boolean) {
    this.#find = find;
    this.#isKnown = isKnown;
  }

  /** A sentence for each other source that has counted the sites of a batch. */
  async describe(tallies: readonly Tally[]): Promise<string[]> {
    const quarters = quartersOf(tallies);
    const due = [...quarters].filter(([site, times]) => this.#isDue(site, times));
    const asked = due.flatMap(([site, times]) =>
      [...new Set([...(this.#recent.get(site) ?? []), ...times])].map((at) => ({
        site,
        at: new Date(at).toISOString(),
      })),
    );
    for (const [site, times] of quarters) this.#remember(site, times);
    if (asked.length === 0) return [];
    const found = await this.#find(asked.slice(-ASKED_MAX));
    return found.filter((other) => !this.#isKnown(other)).map(describeSource);
  }

  #isDue(site: string, times: readonly number[]): boolean {
    const hour = Math.floor(Math.max(...times) / HOUR_MS);
    if (this.#asked.get(site) === hour) return false;
    this.#asked.set(site, hour);
    return true;
  }

  #remember(site: string, times: readonly number[]): void {
    const since = Math.max(...times) - RECENT_MS;
    const known = [...new Set([...(this.#recent.get(site) ?? []), ...times])];
    this.#recent.set(
      site,
      known.filter((at) => at > since),
    );
  }
}

function quartersOf(tallies: readonly Tally[]): Map<string, number[]> {
  const bySite = new Map<string, number[]>();
  for (const { site, bucketAt } of tallies) {
    const times = bySite.get(site);
    if (times === undefined) bySite.set(site, [bucketAt]);
    else if (times.at(-1) !== bucketAt) times.push(bucketAt);
  }
  return bySite;
}

function describeSource({ site, source, log, from }: OtherSource): string {
  const which = log === null ? `the source ${source}` : `another log of the source ${source}`;
  return (
    `Warning: ${site} was counted before by ${which} for the same time, from ${from.slice(0, 16).replace('T', ' ')} UTC. ` +
    'If both report the same requests they count twice. Stop, collect only one of them, and void the duplicates ' +
    '(POST /v1/usage/void). If they are different requests, as of two servers that share the site, nothing is wrong.'
  );
}
