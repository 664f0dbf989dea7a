import { readdirSync, readFileSync } from 'node:fs';

/** A process whose memory is watched, and those it has started where they count with it. */
export interface Watched {
  readonly name: string;
  readonly pid: number;
  readonly withChildren: boolean;
  /** Others' programs are shown, not judged. */
  readonly isOurs: boolean;
}

export interface Growth {
  readonly name: string;
  readonly isOurs: boolean;
  /** The straight line through the last minutes' medians, in MiB a minute, and what it may be wrong by (95 %). */
  readonly slope: number;
  readonly give: number;
  readonly minutes: number;
  readonly isGrowing: boolean;
}

/** Growth that is surely above this, noise taken off, fails the run. In 20 minutes it comes to 10 MiB. */
export const SLOPE_MAX = 0.5;

const SAMPLE_MS = 5_000;
const MINUTES_JUDGED = 20;
/** Student's t at 95 % for some ten to twenty points. */
const T = 2.1;

/** Reads what each process holds every few seconds, and keeps each minute's median. */
export class Memory {
  readonly minutes: Map<string, number[]> = new Map();
  private readonly watched: readonly Watched[];
  private readonly current = new Map<string, number[]>();
  private readonly timer: NodeJS.Timeout;

  constructor(watched: readonly Watched[]) {
    this.watched = watched;
    this.timer = setInterval(() => this.sample(), SAMPLE_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Ends a minute: its medians, in MiB. */
  turn(): ReadonlyMap<string, number> {
    if (this.current.size === 0) this.sample();
    const medians = new Map<string, number>();
    for (const [name, samples] of this.current) {
      samples.sort((one, other) => one - other);
      const median = samples[samples.length >> 1] ?? NaN;
      medians.set(name, median);
      this.minutes.set(name, [...(this.minutes.get(name) ?? []), median]);
    }
    this.current.clear();
    return medians;
  }

  growth(): Growth[] {
    return this.watched.map(({ name, isOurs }) => {
      const points = (this.minutes.get(name) ?? []).slice(-MINUTES_JUDGED);
      const { slope, error } = fit(points);
      const give = T * error;
      const isGrowing = isOurs && slope - give > SLOPE_MAX;
      return { name, isOurs, slope, give, minutes: points.length, isGrowing };
    });
  }

  private sample(): void {
    for (const { name, pid, withChildren } of this.watched) {
      const held = withChildren ? anonymousOf([pid, ...childrenOf(pid)]) : anonymousOf([pid]);
      this.current.set(name, [...(this.current.get(name) ?? []), held]);
    }
  }
}

/** The straight line of least squares through equally spaced points, and the standard error of its slope. */
export function fit(points: readonly number[]): { slope: number; error: number } {
  const count = points.length;
  if (count < 3) return { slope: 0, error: Infinity };
  const [middle, mean] = [(count - 1) / 2, points.reduce((sum, point) => sum + point, 0) / count];
  const spread = points.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
  const slope = points.reduce((sum, point, index) => sum + (index - middle) * (point - mean), 0) / spread;
  const rest = points.reduce((sum, point, index) => sum + (point - mean - slope * (index - middle)) ** 2, 0);
  return { slope, error: Math.sqrt(rest / (count - 2) / spread) };
}

/** What the processes have for themselves, in MiB: what they share (the database's buffers, program text) does not grow by them. */
function anonymousOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + anonymousKib(pid), 0) / 1_024;
}

function anonymousKib(pid: number): number {
  try {
    return Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    // A connection's process may end between the list and the look.
    return 0;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => parentOf(each) === pid);
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}
