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

/** What the lines of one site, bucket and chunk add up to. */
export interface Tally {
  readonly site: string;
  readonly bucketAt: number;
  /** Where the first line counted here begins in the file. */
  readonly firstLineAt: number;
  /** Its number in the file, from 1. */
  readonly firstLine: number;
  requests: number;
  /** The bytes sent are the sum of the two; the first part stays small enough to be exact. */
  size_bytes: number;
  spilled_bytes: bigint;
}

const SPILL_AT_BYTES = 2 ** 52;

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
  #last: Tally | undefined;
  #count = 0;

  add(site: string, line: Addend): void {
    const tally = this.#find(site, Math.floor(line.time / BUCKET_MS) * BUCKET_MS, line);
    tally.requests += 1;
    tally.size_bytes += line.size_bytes;
    if (tally.size_bytes < SPILL_AT_BYTES) return;
    tally.spilled_bytes += BigInt(tally.size_bytes);
    tally.size_bytes = 0;
  }

  get count(): number {
    return this.#count;
  }

  /** Everything so far, in the order of first lines; the next line begins anew. */
  take(): Tally[] {
    const taken = [...this.#tallies.values()].flatMap((ofSite) => [...ofSite.values()]);
    this.#tallies = new Map();
    this.#last = undefined;
    this.#count = 0;
    return taken.sort((one, other) => one.firstLineAt - other.firstLineAt);
  }

  /** Neighbouring lines almost always share their tally, which spares the look-up. */
  #find(site: string, bucketAt: number, line: Addend): Tally {
    const last = this.#last;
    if (last?.bucketAt === bucketAt && last.site === site) return last;
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
        spilled_bytes: 0n,
      };
      ofSite.set(bucketAt, tally);
      this.#count += 1;
    }
    return (this.#last = tally);
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
  const id = `${generation}/${tally.firstLineAt}/${tally.site}`;
  const shared = { source, site: tally.site, time: new Date(tally.bucketAt).toISOString() };
  const sent_bytes = tally.spilled_bytes + BigInt(tally.size_bytes);
  return [
    { id: `${id}/requests`, ...shared, meter: 'requests', quantity: String(tally.requests) },
    { id: `${id}/bandwidth`, ...shared, meter: 'bandwidth', quantity: String(sent_bytes) },
  ];
}
