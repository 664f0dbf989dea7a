import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '../../../src/platform/sql/sql.js';
import { dayAfter } from './checker/calendar.js';
import type { Client } from './population/client.js';
import type { SteppedClock } from './system/clock.js';
import type { Journal, Life, SimplePlan } from './population/journal.js';

export interface ChaosFixture {
  readonly client: Client;
  readonly journal: Journal;
  readonly plans: readonly SimplePlan[];
  readonly hookUrl: string;
  /** For ageing accounts; straight to the database. */
  readonly sql: Sql;
  /** What the population does more often than usual. */
  readonly favours: readonly string[];
  /** The business's clock, where it is not the machine's. */
  readonly clock?: SteppedClock;
  /** Where all wait while a backup is put back. */
  readonly gate?: Gate;
  isOver(): boolean;
}

/** What the population and the disruptions pass before each thing they do. */
export class Gate {
  /** Plans do not change between a backup and its restore: a request of one day cannot be repeated on another. */
  arePlansFixed = false;
  private isShut = false;
  private waiting = 0;
  private passers = 0;

  enter(): void {
    this.passers += 1;
  }

  leave(): void {
    this.passers -= 1;
  }

  async pass(): Promise<void> {
    this.waiting += 1;
    while (this.isShut) await delay(20);
    this.waiting -= 1;
  }

  /** Settles when everybody stands before it. */
  async shut(): Promise<void> {
    this.isShut = true;
    while (this.waiting < this.passers) await delay(20);
  }

  open(): void {
    this.isShut = false;
  }
}

export function nowOf({ clock }: Pick<ChaosFixture, 'clock'>): number {
  return clock?.now() ?? Date.now();
}

/** Does what only makes sense on the day it was begun on. */
export function onOneDay<T>({ clock }: Pick<ChaosFixture, 'clock'>, work: () => Promise<T>): Promise<T> {
  return clock === undefined ? work() : clock.hold(work);
}

export function cents(amount: bigint): string {
  const [sign, size] = amount < 0n ? ['-', -amount] : ['', amount];
  return `${sign}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
}

/**
 * The days the population's usage may be of: not before the account, none that is still going on, and where time passes so
 * young that they are still taken when they are reported a second time.
 */
export function usageDays(fixture: ChaosFixture, life: Life): string[] {
  const last = dayAfter(new Date(nowOf(fixture)).toISOString().slice(0, 10), -2);
  const days: string[] = [];
  for (
    let day = dayAfter(last, fixture.clock === undefined ? -54 : -25);
    day <= last;
    day = dayAfter(day, 1)
  ) {
    if (life.openedOn !== null && day >= life.openedOn) days.push(day);
  }
  return days;
}
