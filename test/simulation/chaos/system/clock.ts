import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PRELOAD = new URL('../programs/steppedClock.mjs', import.meta.url);
const HOUR_MS = 3_600_000;
/** Between these hours, and for an hour after, it is the same day in all the population's zones, and no midnight is near in any. */
const CALM_HOURS = { from: 8, to: 15 };

/** The business's clock in a run: all our programs go by it, and it can be stepped while they run. */
export class SteppedClock {
  private readonly file: string;
  private readonly handle: number;
  private offsetMs = 0;
  private holders = 0;
  private isImpersonating = false;

  constructor(folder: string) {
    this.file = join(folder, 'clock');
    this.handle = openSync(this.file, 'w+');
    this.write();
  }

  /** What our programs are started with. */
  get env(): NodeJS.ProcessEnv {
    return { CHAOS_CLOCK: this.file, NODE_OPTIONS: `--import ${fileURLToPath(PRELOAD)}` };
  }

  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** Moves the clock; waits for requests that are only valid on their day. */
  async step(byMs: number): Promise<void> {
    while (this.isImpersonating) await delay(10);
    this.isImpersonating = true;
    try {
      while (this.holders > 0) await delay(10);
      this.offsetMs += byMs;
      this.write();
    } finally {
      this.isImpersonating = false;
    }
  }

  /** No step is made while this goes on. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    while (this.isImpersonating) await delay(10);
    this.holders += 1;
    try {
      return await work();
    } finally {
      this.holders -= 1;
    }
  }

  /** Forward to an hour at which no day begins anywhere, so that it is clear which months are over. */
  async toCalmHour(): Promise<void> {
    const hour = new Date(this.now()).getUTCHours();
    if (hour >= CALM_HOURS.from && hour < CALM_HOURS.to) return;
    await this.step(((CALM_HOURS.from - hour + 24) % 24) * HOUR_MS);
  }

  stop(): void {
    closeSync(this.handle);
  }

  private write(): void {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(this.offsetMs);
    writeSync(this.handle, bytes, 0, 8, 0);
  }
}
