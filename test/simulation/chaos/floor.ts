import { createHash } from 'node:crypto';

const EVERY_MS = 500;
const ROUNDS = 4_000;
const BYTES = Buffer.alloc(4_096, 'floor');
const FACTOR_MAX = 4;

/**
 * What the machine takes at the moment for a piece of work that is always the same (some ten milliseconds of hashing), so
 * that a machine that others keep busy is not taken for a broken promise.
 */
export class Floor {
  private readonly samples: { readonly at: number; readonly ms: number }[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.timer = setInterval(() => this.sample(), EVERY_MS);
    this.sample();
  }

  /** How many times slower than in its best tenth the machine has been since an instant of performance.now(). */
  factorSince(since: number): number {
    const best =
      this.samples.map(({ ms }) => ms).sort((one, other) => one - other)[(this.samples.length / 10) | 0] ?? 1;
    const late = this.samples.filter(({ at }) => at >= since).map(({ ms }) => ms);
    if (late.length === 0) return 1;
    const mean = late.reduce((sum, ms) => sum + ms, 0) / late.length;
    return Math.min(FACTOR_MAX, Math.max(1, mean / best));
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private sample(): void {
    const at = performance.now();
    const hash = createHash('sha256');
    for (let round = 0; round < ROUNDS; round += 1) hash.update(BYTES);
    hash.digest();
    this.samples.push({ at, ms: performance.now() - at });
  }
}
