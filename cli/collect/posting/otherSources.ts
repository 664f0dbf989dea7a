/**
 * Detects whether the same site's requests of the same time were counted from another log, such as nginx and Apache, a
 * monthly archive and daily files, or another machine. Ids cannot detect it, since the lines differ, so the system is
 * queried before a batch counts, and the user decides.
 */
import { basename } from 'node:path';
import { isOverlap, type Tally, writeQuarter } from '../../../src/logs/reading/chunk.js';
import { unrotatedPath } from '../files/rotatedLogs.js';
import type { Generation } from '../state.js';

/** Another source, or another log of the own one, that has counted the same requests. */
export interface OtherSource {
  readonly site: string;
  readonly source: string;
  readonly log: string | null;
  readonly quarters: number;
  readonly from: string;
}

export interface SiteQuarter {
  readonly site: string;
  readonly at: string;
}

/** Returns undefined where the system does not answer. */
export type FindSources = (quarters: readonly SiteQuarter[]) => Promise<readonly OtherSource[] | undefined>;

type SiteTimes = readonly [site: string, times: readonly number[]];

const RECENT_MS = 2 * 3_600_000;
/** As many as the API takes. */
const ASKED_MAX = 10_000;

/** Queries once for each site and quarter of an hour. */
export class SourceCheck {
  readonly #find: FindSources;
  /** The latest quarters that were asked for, by site. */
  readonly #recent = new Map<string, readonly number[]>();
  /** By site and other log, the first quarters of the answers that named it. */
  readonly #shared = new Map<string, Set<string>>();
  readonly #warned = new Set<string>();

  constructor(find: FindSources) {
    this.#find = find;
  }

  /** A sentence for each other log that has counted the sites of a batch; each is reported once. */
  async describe(
    own: Generation,
    known: readonly Generation[],
    tallies: readonly Tally[],
  ): Promise<string[]> {
    const warnings: string[] = [];
    for (const part of inParts(this.#due(tallies))) {
      const found = await this.#find(
        part.flatMap(([site, times]) => times.map((at) => ({ site, at: writeQuarter(at) }))),
      );
      if (found === undefined) continue;
      for (const [site, times] of part) this.#remember(site, times);
      for (const other of found) {
        const log = known.find(({ id }) => id === other.log);
        if (this.#isAnother(own, log, other) && this.#isFirst(log, other))
          warnings.push(describeSource(own, log, other));
      }
    }
    return warnings;
  }

  #due(tallies: readonly Tally[]): SiteTimes[] {
    return [...quartersOf(tallies)].flatMap(([site, times]): SiteTimes[] => {
      const recent = this.#recent.get(site) ?? [];
      const fresh = times.filter((at) => !recent.includes(at)).slice(-ASKED_MAX);
      return fresh.length === 0 ? [] : [[site, fresh]];
    });
  }

  #remember(site: string, times: readonly number[]): void {
    const all = [...(this.#recent.get(site) ?? []), ...times];
    const since = Math.max(...times) - RECENT_MS;
    this.#recent.set(
      site,
      all.filter((at, index) => at > since || index >= all.length - 2),
    );
  }

  /** The same log under another of its rotated names is no other log. */
  #isAnother(own: Generation, log: Generation | undefined, other: OtherSource): boolean {
    if (log !== undefined) return unrotatedPath(log.path) !== unrotatedPath(own.path);
    const key = JSON.stringify([other.site, other.source, other.log]);
    const shared = this.#shared.get(key) ?? new Set();
    this.#shared.set(key, shared.add(other.from));
    const isOnly = this.#recent.get(other.site)?.length === 1;
    return isOverlap(Math.max(other.quarters, shared.size), isOnly);
  }

  /** A followed log meets the same other log again and again, each time from a later quarter on. */
  #isFirst(log: Generation | undefined, other: OtherSource): boolean {
    const name = log === undefined ? other.log : unrotatedPath(log.path);
    return this.#warned.size < this.#warned.add(JSON.stringify([other.site, other.source, name])).size;
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

/** A site's quarters stay together, since the system compares their number. */
function inParts(due: readonly SiteTimes[]): SiteTimes[][] {
  const parts: SiteTimes[][] = [];
  let room = 0;
  for (const [site, times] of due) {
    if (room < times.length) {
      parts.push([]);
      room = ASKED_MAX;
    }
    room -= times.length;
    parts.at(-1)?.push([site, times]);
  }
  return parts;
}

function describeSource(own: Generation, log: Generation | undefined, other: OtherSource): string {
  const name = log === undefined ? 'another log' : basename(log.path);
  const which = `${other.log === null ? '' : `${name} of `}the source ${other.source}`;
  return (
    `Warning: ${other.site} was counted before by ${which} for the same time, from ` +
    `${other.from.slice(0, 16).replace('T', ' ')} UTC. It now comes from ${basename(own.path)}. If both report the ` +
    'same requests they count twice. Stop, collect only one of them, and void the duplicates (POST /v1/usage/void). ' +
    'If they are different requests, as of two servers that share the site, nothing is wrong.'
  );
}
