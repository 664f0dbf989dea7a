import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Sql } from './sql/sql.js';

/** Does the work of several items at once; the outcomes are in the order of the items. */
export type GroupWork<Item, Outcome> = (
  items: readonly Item[],
) => Promise<readonly (Outcome | Promise<Outcome>)[]>;

interface Caller<Item, Outcome> {
  readonly item: Item;
  readonly resolve: (outcome: Outcome | Promise<Outcome>) => void;
  readonly reject: (error: unknown) => void;
}

interface Grouping {
  /** Whether a failed group is certain to have changed nothing: then each of its items is tried alone. */
  readonly isUndone: (error: unknown) => boolean;
  /** The largest size of a group. */
  readonly most: number;
  /** How many groups may be on their way at once. */
  readonly lanes: number;
}

/**
 * Groups items: while as many groups as there are lanes are on their way, items that arrive wait, and go together in
 * the next. Each caller gets the outcome of its own item. An item that makes its group fail fails alone, and an outcome
 * that is still a promise does not hold up the next group.
 */
export function inGroups<Item, Outcome>(
  work: GroupWork<Item, Outcome>,
  { isUndone, most, lanes }: Grouping,
): (item: Item) => Promise<Outcome> {
  const waiting: Caller<Item, Outcome>[] = [];
  let running = 0;
  const goOn = async (): Promise<void> => {
    // Requests that were read together, or have arrived meanwhile, go together.
    await nextTurn();
    while (waiting.length > 0) {
      await run(waiting.splice(0, most));
      await nextTurn();
    }
    running -= 1;
  };
  const run = async (group: readonly Caller<Item, Outcome>[]): Promise<void> => {
    try {
      const outcomes = await work(group.map(({ item }) => item));
      for (const [index, caller] of group.entries())
        caller.resolve(outcomes[index] as Outcome | Promise<Outcome>);
    } catch (error) {
      if (group.length > 1 && isUndone(error)) for (const caller of group) await run([caller]);
      else for (const caller of group) caller.reject(error);
    }
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (running === lanes) return;
      running += 1;
      void goOn();
    });
}

/** One grouping for each pool of connections. */
export function perPool<Item, Outcome>(
  make: (sql: Sql) => (item: Item) => Promise<Outcome>,
): (sql: Sql, item: Item) => Promise<Outcome> {
  const byPool = new WeakMap<Sql, (item: Item) => Promise<Outcome>>();
  return (sql, item) => {
    const grouped = byPool.get(sql) ?? make(sql);
    byPool.set(sql, grouped);
    return grouped(item);
  };
}
