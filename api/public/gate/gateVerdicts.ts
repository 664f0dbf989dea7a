/** What the gate knows of a registered host. */
export interface GateVerdict {
  readonly state: 'active' | 'suspended';
}

export type GateState = GateVerdict['state'] | 'unknown';

export interface VerdictsSettings {
  /** Looks up a host in the ledger; undefined if it is not registered. */
  readonly lookup: (host: string) => Promise<GateVerdict | undefined>;
  readonly lookupTimeoutMs: number;
  /** How many registered, and how many unknown hosts are remembered at most. */
  readonly hostsMax: number;
  readonly onLookupFailure: (error: unknown) => void;
  /**
   * Lists every registered host; called again whenever changes are reported. Once the list is known, a host that is not
   * in it is unknown without a lookup. If absent, each host is looked up when it is first requested.
   */
  readonly loadAll?: (() => Promise<ReadonlyMap<string, GateVerdict>>) | undefined;
}

export interface Verdicts {
  /** At once when it is known, so that the common case costs no promise. Never rejects. */
  readonly stateOf: (host: string) => GateState | Promise<GateState>;
  /** Something about the host, or with null about any host, has changed. */
  readonly changed: (host: string | null) => void;
  /** Whether changes are being heard of. */
  readonly setHealthy: (healthy: boolean) => void;
  /** Settles once every registered host is known for the first time. */
  readonly ready: Promise<void>;
}

interface Entry {
  readonly state: GateState;
  /** The epoch in which it was asked for; of an older epoch it has to be asked for again. */
  readonly epoch: number;
  /** False when the ledger could not be asked and this is only the last that was known. */
  readonly certain: boolean;
  readonly askedAt: number;
}

const OUTDATED = -1;
/** A host that was just registered, before it is asked for. */
const NEW: Entry = { state: 'unknown', epoch: OUTDATED, certain: false, askedAt: -Infinity };
const LOOKUPS_MAX = 1_000;
/** How soon the ledger is asked again while it fails, or while changes are not heard of. */
const RECHECK_MS = 250;

/**
 * Remembers the ledger's verdicts until it hears of a change. A changed host is asked for before the next
 * answer. While the ledger fails the last known verdict stands, and a host never seen counts as unknown: an
 * outage here must not close sites that should be open, nor open those that were closed.
 */
export function createVerdicts({
  lookup,
  lookupTimeoutMs,
  hostsMax,
  onLookupFailure,
  loadAll,
}: VerdictsSettings): Verdicts {
  // Unknown hosts live apart, so that a stream of random ones cannot push a registered host out.
  const registered = new Map<string, Entry>();
  const unknown = new Map<string, Entry>();
  const lookups = new Map<string, Promise<GateState>>();
  const changedMeanwhile = new Set<string>();
  let epoch = 0;
  // Until the first word that changes are heard of, what is remembered is looked at again and again.
  let healthy = false;
  // Whether `registered` holds every registered host.
  let complete = false;
  let isReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => (isReady = resolve));

  function stateOf(host: string): GateState | Promise<GateState> {
    const entry = registered.get(host) ?? unknown.get(host);
    if (entry === undefined && complete && healthy) return 'unknown';
    if (entry?.epoch !== epoch) return ask(host);
    if (!(healthy && entry.certain) && performance.now() - entry.askedAt >= RECHECK_MS) {
      // The answer does not wait for it: when the ledger is down every visitor would wait for its time-out.
      void ask(host);
    }
    return entry.state;
  }

  /** At most one lookup per host at a time; concurrent callers share it. */
  function ask(host: string): GateState | Promise<GateState> {
    const running = lookups.get(host);
    if (running !== undefined) return running;
    const last = lastKnown(host);
    if (lookups.size >= LOOKUPS_MAX) return last;
    const askedIn = { epoch, askedAt: performance.now() };
    const asked = withinMs(lookupTimeoutMs, () => lookup(host)).then(
      (verdict) => settle({ ...askedIn, state: verdict?.state ?? 'unknown', certain: true }),
      (error: unknown) => {
        onLookupFailure(error);
        return settle({ ...askedIn, state: last, certain: false });
      },
    );
    const settle = (entry: Entry): GateState => {
      // A change that came meanwhile has taken this lookup off the list: its result may be from before.
      if (lookups.get(host) === asked) {
        lookups.delete(host);
        remember(host, entry);
      }
      return entry.state;
    };
    lookups.set(host, asked);
    return asked;
  }

  function lastKnown(host: string): GateState {
    return registered.get(host)?.state ?? 'unknown';
  }

  function remember(host: string, entry: Entry): void {
    const [home, other] = entry.state === 'unknown' ? [unknown, registered] : [registered, unknown];
    other.delete(host);
    if (home.size >= hostsMax && !home.has(host)) forgetOldest(home);
    home.set(host, entry);
  }

  function changed(host: string | null): void {
    if (host === null) {
      epoch += 1;
      complete = false;
      lookups.clear();
      void load();
      return;
    }
    lookups.delete(host);
    unknown.delete(host);
    const entry = registered.get(host);
    if (entry !== undefined) registered.set(host, { ...entry, epoch: OUTDATED });
    if (loadAll === undefined) return;
    if (entry === undefined) registered.set(host, NEW);
    changedMeanwhile.add(host);
    // Refresh without waiting for a request: the verdict is then there already.
    void ask(host);
  }

  /** Puts every registered host into memory; what changes meanwhile is asked for by itself, and that counts. */
  async function load(): Promise<void> {
    if (loadAll === undefined) return;
    const askedIn = { epoch, askedAt: performance.now() };
    changedMeanwhile.clear();
    try {
      const all = await loadAll();
      if (askedIn.epoch !== epoch) return;
      if (all.size <= hostsMax) fill(all, askedIn);
      isReady();
    } catch (error) {
      onLookupFailure(error);
      setTimeout(() => void (askedIn.epoch === epoch && load()), RECHECK_MS).unref();
    }
  }

  function fill(all: ReadonlyMap<string, GateVerdict>, askedIn: Pick<Entry, 'epoch' | 'askedAt'>): void {
    for (const host of registered.keys()) {
      if (!all.has(host) && !changedMeanwhile.has(host)) registered.delete(host);
    }
    for (const [host, { state }] of all) {
      if (!changedMeanwhile.has(host)) registered.set(host, { ...askedIn, state, certain: true });
    }
    unknown.clear();
    complete = true;
  }

  function setHealthy(now: boolean): void {
    // Changes reported while the listener was down were missed, so nothing remembered from then is certain.
    if (now && !healthy) changed(null);
    healthy = now;
  }

  return { stateOf, changed, setHealthy, ready };
}

function forgetOldest(entries: Map<string, Entry>): void {
  const [oldest] = entries.keys();
  if (oldest !== undefined) entries.delete(oldest);
}

/** The outcome of `work`, or a rejection once the time is over. */
export async function withinMs<Result>(
  timeoutMs: number,
  work: () => Promise<Result> | Result,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${timeoutMs} ms.`)), timeoutMs);
  });
  try {
    return await Promise.race([work(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
