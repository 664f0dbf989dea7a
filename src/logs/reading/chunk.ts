/**
 * How lines become events. The file is split into chunks at the first line end on or after every full 16 MiB, so the
 * split depends only on the content, and fifty sites produce hardly more events than there are quarters of an hour.
 * Within a chunk, the lines of one site and one quarter of an hour (UTC; midnight in every zone is a quarter's border,
 * so no bucket spans two local days) make one event per meter. An event's id names the file's generation and the offset
 * of the first line it counts. This gives two guarantees: the same chunk always produces the same ids and payloads, and
 * a chunk that was first sent in parts (from a followed file) and is then sent whole repeats its own ids, so it is
 * refused and never counted twice.
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
  /** The start of the bucket, ISO 8601 with Z. */
  readonly time: string;
}

/** The sum of the lines of one site, bucket and chunk. It can be stored as JSON. */
export interface Tally {
  readonly site: string;
  readonly bucketAt: number;
  /** The offset of the first line counted here. */
  readonly firstLineAt: number;
  /** The line's number in the file, from 1. */
  readonly firstLine: number;
  requests: number;
  /** Less than one spill, so that the sum stays exact. */
  size_bytes: number;
  /** The number of spills sent in addition. */
  spills: number;
}

const SPILL_BYTES = 2 ** 52;

/** The amounts that one line adds. */
interface Addend {
  readonly time: number;
  readonly size_bytes: number;
  /** The line's offset and number. */
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

  /** Everything so far, in the order of first lines; the next line starts a new chunk. */
  take(): Tally[] {
    const taken = [...this.#tallies.values()].flatMap((ofSite) => [...ofSite.values()]);
    this.#tallies = new Map();
    this.#last = new Map();
    this.#count = 0;
    return taken.sort((one, other) => one.firstLineAt - other.firstLineAt);
  }

  /** A site's next line is almost always in the same quarter of an hour, which saves a lookup. */
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

/** Whether a chunk ends within a line that spans these two offsets. */
export function endsChunk(lineStartsAt: number, lineEndsAt: number): boolean {
  return Math.floor(lineStartsAt / CHUNK_BYTES) !== Math.floor(lineEndsAt / CHUNK_BYTES);
}

/**
 * The two events of a tally. A bandwidth of 0 is sent too: it reserves the id, so that the same lines in another chunk
 * cannot add it later.
 */
export function usageEvents(tally: Tally, source: string, generation: string): [LoggedUsage, LoggedUsage] {
  const { site, requests } = tally;
  const id = `${generation}/${tally.firstLineAt}/${site}`;
  const time = writeQuarter(tally.bucketAt);
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

const QUARTERS_CACHED_MAX = 1_000;
const written = new Map<number, string>();

/** The start of a quarter of an hour in ISO 8601; many sites have a tally for the same one. */
export function writeQuarter(at: number): string {
  let text = written.get(at);
  if (text === undefined) {
    if (written.size >= QUARTERS_CACHED_MAX) written.clear();
    written.set(at, (text = new Date(at).toISOString()));
  }
  return text;
}

/**
 * Rotation splits a log, so two logs may share one quarter of an hour. If they share more, or one has no other, requests
 * are counted twice.
 */
export function isOverlap(shared: number, isOnly: boolean): boolean {
  return shared > 1 || isOnly;
}
