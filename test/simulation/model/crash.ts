import type { Sql } from '../../../src/platform/sql/sql.js';

/** Which writing step of an act the process dies at, and whether the database had done it. */
export interface CrashPlan {
  /** 0: the first; beyond the last, nothing happens. */
  readonly step: number;
  readonly isDone: boolean;
}

export class Crash extends Error {}

/** A pool that the process using it dies on: what was committed stays, what was open is rolled back. */
export class CrashingSql {
  readonly sql: Sql;
  private plan: CrashPlan | null = null;
  private steps = 0;

  constructor(inner: Sql) {
    this.sql = new Proxy(inner, {
      apply: (target, self, parts: unknown[]) => {
        const query = Reflect.apply<unknown, unknown[], object>(target as never, self, parts);
        return isWriting(parts[0]) ? this.guarded(query) : query;
      },
      get: (target, name) => {
        if (name === 'begin') return (work: (transaction: never) => unknown) => this.begin(target, work);
        return Reflect.get(target, name) as unknown;
      },
    });
  }

  /** Runs something that dies as planned; true when it did. */
  async during(plan: CrashPlan | null, work: () => Promise<void>): Promise<boolean> {
    [this.plan, this.steps] = [plan, 0];
    try {
      await work();
      return false;
    } catch (error) {
      if (error instanceof Crash) return true;
      throw error;
    } finally {
      this.plan = null;
    }
  }

  private strikes(): CrashPlan | null {
    const isNow = this.plan !== null && this.steps === this.plan.step;
    this.steps += 1;
    if (!isNow) return null;
    return this.plan;
  }

  private async begin(target: Sql, work: (transaction: never) => unknown): Promise<unknown> {
    const strike = this.strikes();
    if (strike === null) return target.begin(work as never);
    await target.begin(async (transaction) => {
      await work(transaction as never);
      if (!strike.isDone) throw new Crash();
    });
    throw new Crash();
  }

  /** A query is sent when a caller waits for it; as a part of another one no caller does. */
  private guarded(query: object): object {
    return new Proxy(query, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target) as unknown;
        if (name !== 'then') return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        const strike = this.strikes();
        const ask = value as (...parts: unknown[]) => unknown;
        if (strike === null) return ask.bind(target);
        return (_done: unknown, died: (error: Crash) => unknown) =>
          strike.isDone ? ask.call(target, () => died(new Crash()), died) : died(new Crash());
      },
    });
  }
}

function isWriting(text: unknown): boolean {
  return (
    Array.isArray(text) &&
    'raw' in text &&
    /^\s*(with|insert|update|delete)\b/i.test(String(text[0])) &&
    /\b(insert into|update|delete from)\b/i.test(text.join(''))
  );
}
