/** How one kind of request went since the last report. */
interface Kind {
  latencies: number[];
  /** Over the whole run. */
  requests: number;
  failed: number;
}

export interface Line {
  readonly kind: string;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
}

const FAILURES_KEPT = 50;

/** Counts requests and their time by kind, and keeps the texts of the first failures. */
export class Tally {
  readonly failures: string[] = [];
  failed = 0;
  private readonly kinds = new Map<string, Kind>();
  private since = performance.now();
  private isOpen = false;

  /** Nothing counts before: the system is warmed up first. */
  open(): void {
    this.isOpen = true;
    this.since = performance.now();
  }

  close(): void {
    this.isOpen = false;
  }

  note(kind: string, ms: number): void {
    if (!this.isOpen) return;
    const found = this.of(kind);
    found.requests += 1;
    found.latencies.push(ms);
  }

  /** A failure always counts, also while nothing is measured. */
  fail(kind: string, says: string): void {
    this.of(kind).failed += 1;
    this.failed += 1;
    if (this.failures.length < FAILURES_KEPT) {
      this.failures.push(`${new Date().toISOString()} ${kind}: ${says}`);
    }
  }

  /** Times the work; what it answers is what went wrong, if anything. */
  async time(kind: string, work: () => Promise<string | undefined>): Promise<void> {
    const began = performance.now();
    const wrong = await work().catch((error: unknown) => String(error));
    if (wrong === undefined) this.note(kind, performance.now() - began);
    else this.fail(kind, wrong);
  }

  /** The lines since the last call. */
  turn(): Line[] {
    const seconds = (performance.now() - this.since) / 1_000;
    this.since = performance.now();
    const lines = [...this.kinds].map(([kind, { latencies, failed }]) => {
      latencies.sort((one, other) => one - other);
      const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? NaN;
      return { kind, perSecond: latencies.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), failed };
    });
    for (const kind of this.kinds.values()) kind.latencies = [];
    return lines;
  }

  total(): number {
    return [...this.kinds.values()].reduce((sum, { requests }) => sum + requests, 0);
  }

  private of(kind: string): Kind {
    const found = this.kinds.get(kind) ?? { latencies: [], requests: 0, failed: 0 };
    this.kinds.set(kind, found);
    return found;
  }
}
