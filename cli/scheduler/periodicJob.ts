import type { Instruments } from '../../src/platform/telemetry/instruments.js';
import type { Log } from '../../src/platform/telemetry/log.js';

export interface PeriodicWork {
  readonly name: string;
  /** The pause after each run. */
  readonly everyMs: number;
  readonly run: () => Promise<void>;
}

export interface JobDesk {
  readonly log: Log;
  /** No metrics when left out. */
  readonly instruments?: Pick<Instruments, 'job'>;
  /** Whether this process currently holds the job. */
  readonly holds: (name: string) => boolean;
}

/** Work that is repeated, never twice at a time. A continuing error is logged once. */
export class PeriodicJob {
  private readonly job: PeriodicWork;
  private timer: NodeJS.Timeout | undefined;
  private current: Promise<void> | undefined;
  private isFailing = false;
  private readonly desk: JobDesk;

  constructor(job: PeriodicWork, desk: JobDesk) {
    this.job = job;
    this.desk = desk;
  }

  /** Runs it after each pause, while this process holds the job. */
  start(): void {
    if (this.timer !== undefined) return;
    const again = (): void => {
      this.timer = setTimeout(
        () => void this.turn().finally(() => this.timer !== undefined && again()),
        this.job.everyMs,
      );
    };
    again();
  }

  /** Runs it once, even if another process holds it. */
  async now(): Promise<void> {
    // Runs after those requested earlier, so two never overlap.
    this.current = Promise.resolve(this.current).then(() => this.attempt());
    await this.current;
  }

  async pause(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.current;
  }

  private async turn(): Promise<void> {
    if (this.desk.holds(this.job.name)) await this.now();
  }

  private async attempt(): Promise<void> {
    const { name, run } = this.job;
    const { log, instruments } = this.desk;
    const began = performance.now();
    const note = (isDone: boolean): void =>
      instruments?.job(name, (performance.now() - began) / 1_000, isDone);
    try {
      await run();
      note(true);
      if (this.isFailing) log.info(`the ${name} job succeeds again`);
      this.isFailing = false;
    } catch (error) {
      note(false);
      if (!this.isFailing) log.error({ err: error }, `the ${name} job failed; it will be retried`);
      this.isFailing = true;
    }
  }
}
