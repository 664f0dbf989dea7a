/**
 * How lines become events. The file is cut into chunks at the first line end on or after every full 16 MiB, so the
 * cuts depend on nothing but the content, and fifty sites make hardly more events than there are quarters of an hour. Within a chunk the lines of one site and one quarter of an hour
 * (UTC; every zone's midnight is a border of quarters, so no bucket straddles a local day) make one event per
 * meter. An event's id names the file's generation and the offset of the first line it counts. That offset gives
 * two guarantees: the same chunk always yields the same ids and payloads, and a chunk that was once sent in
 * parts (a followed file) and is sent again whole meets its own ids, so it is refused, never counted twice.
 */
const CHUNK_BYTES = 16 * 1_048_576;
const BUCKET_MS = 15 * 60_000;

export interface LoggedUsage {
  readonly id: string;
  readonly source: string;
  readonly site: string;
  readonly meter: 'requests' | 'bandwidth';
  /** A whole number, in digits. */
  readonly quantity: string;
  /** The beginning of the bucket, ISO 8601 with Z. */
  readonly time: string;
}

/** What the lines of one site, bucket and chunk add up to. It can be written down as JSON. */
export interface Tally {
  readonly site: string;
  readonly bucketAt: number;
  /** Where the first line counted here begins in the file. */
  readonly firstLineAt: number;
  /** Its number in the file, from 1. */
  readonly firstLine: number;
  requests: number;
  /** Less than a spill, so that the sum stays exact. */
  size_bytes: number;
  /** How many spills were sent besides. */
  spills: number;
}

const SPILL_BYTES = 2 ** 52;

/** What one line adds. */
interface Addend {
  readonly time: number;
  readonly size_bytes: number;
  /** Where the line begins, and its number. */
  readonly at: number;
  readonly number: number;
}

/** The tallies of the chunk being read. */
export class ChunkTally {
  /** By site, then by quarter of an hour. */
  #tallies = new Map<string, Map<number, Tally>>();
  /** By site, the tally of its last line. */
  #last = new Map<string, Tally>();
  #count = 0;

  add(site: string, line: Addend): void {
    const tally = this.#find(site, Math.floor(line.time / BUCKET_MS) * BUCKET_MS, line);
    tally.requests += 1;
    tally.size_bytes += line.size_bytes;
    if (tally.size_bytes < SPILL_BYTES) return;
    tally.size_bytes -= SPILL_BYTES;
    tally.spills += 1;
  }

  get count(): number {
    return this.#count;
  }

  /** Everything so far, in the order of first lines; the next line begins anew. */
  take(): Tally[] {
    const taken = [...this.#tallies.values()].flatMap((ofSite) => [...ofSite.values()]);
    this.#tallies = new Map();
    this.#last = new Map();
    this.#count = 0;
    return taken.sort((one, other) => one.firstLineAt - other.firstLineAt);
  }

  /** The next line of a site is almost always of the same quarter of an hour, which spares a look-up. */
  #find(site: string, bucketAt: number, line: Addend): Tally {
    const last = this.#last.get(site);
    if (last?.bucketAt === bucketAt) return last;
    let ofSite = this.#tallies.get(site);
    if (ofSite === undefined) this.#tallies.set(site, (ofSite = new Map<number, Tally>()));
    let tally = ofSite.get(bucketAt);
    if (tally === undefined) {
      tally = {
        site,
        bucketAt,
        firstLineAt: line.at,
        firstLine: line.number,
        requests: 0,
        size_bytes: 0,
        spills: 0,
      };
      ofSite.set(bucketAt, tally);
      this.#count += 1;
    }
    this.#last.set(site, tally);
    return tally;
  }
}

/** Whether a chunk ends with a line that reaches from one offset to the other. */
export function endsChunk(lineStartsAt: number, lineEndsAt: number): boolean {
  return Math.floor(lineStartsAt / CHUNK_BYTES) !== Math.floor(lineEndsAt / CHUNK_BYTES);
}

/**
 * The two events of a tally. A bandwidth of 0 is sent too: it takes the id, so that the same lines in another
 * chunk cannot bring it in later.
 */
export function usageEvents(tally: Tally, source: string, generation: string): [LoggedUsage, LoggedUsage] {
  const { site, requests } = tally;
  const id = `${generation}/${tally.firstLineAt}/${site}`;
  const time = writeBucket(tally.bucketAt);
  return [
    { id: `${id}/requests`, source, site, time, meter: 'requests', quantity: String(requests) },
    { id: `${id}/bandwidth`, source, site, time, meter: 'bandwidth', quantity: sentBytes(tally) },
  ];
}

function sentBytes({ spills, size_bytes }: Tally): string {
  return spills === 0
    ? String(size_bytes)
    : String(BigInt(spills) * BigInt(SPILL_BYTES) + BigInt(size_bytes));
}

/** Many sites have a tally of the same quarter of an hour. */
let written = { at: NaN, time: '' };

function writeBucket(at: number): string {
  if (written.at !== at) written = { at, time: new Date(at).toISOString() };
  return written.time;
}
