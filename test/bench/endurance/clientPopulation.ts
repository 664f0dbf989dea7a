import { nextAction } from '../../simulation/chaos/population/actions.js';
import { monthsOf } from '../../simulation/chaos/checker/arithmetic.js';
import { dayAfter } from '../../simulation/chaos/checker/calendar.js';
import { ageLife, beLike, openLife } from '../../simulation/chaos/population/population.js';
import { Random } from '../../simulation/random.js';
import type { Life, UsageEvent } from '../../simulation/chaos/population/journal.js';
import { post } from '../../simulation/chaos/population/posting.js';
import type { ChaosFixture } from '../../simulation/chaos/fixture.js';

const EVENTS_A_BATCH = 25;
const OPENED_AT_ONCE = 4;

/** The clients, each with a month or two behind them. What one does goes one after the other, as the journal needs it. */
export class ClientPopulation {
  readonly random: Random;
  private readonly fixture: ChaosFixture;
  private readonly busy = new Set<Life>();

  private constructor(fixture: ChaosFixture, random: Random) {
    this.fixture = fixture;
    this.random = random;
  }

  static async open(fixture: ChaosFixture, seed: number, count: number): Promise<ClientPopulation> {
    const random = new Random(seed, 'load');
    const lives = Array.from({ length: count }, (_, index) => beLike(fixture, random, index));
    fixture.journal.lives.push(...lives);
    const left = [...lives];
    const next = async (): Promise<void> => {
      for (let life = left.shift(); life !== undefined; life = left.shift()) {
        if (!(await openLife(fixture, life))) throw new Error(fixture.journal.complaints.join('; '));
        await ageLife(fixture, life, random.whole(1, 2));
        await post(fixture, life, random, 'payment', BigInt(random.whole(4_000, 9_000)));
      }
    };
    await Promise.all(Array.from({ length: OPENED_AT_ONCE }, next));
    return new ClientPopulation(fixture, random);
  }

  get accountIds(): string[] {
    return this.fixture.journal.lives.flatMap(({ accountId }) => accountId ?? []);
  }

  pay(): Promise<void> {
    return this.byOne(
      () => true,
      (life) => post(this.fixture, life, this.random, 'payment', BigInt(this.random.whole(100, 6_000))),
    );
  }

  /** Whatever else the population of the chaos run does: charges, refunds, disputes, holds, promises, limits, other plans. */
  act(): Promise<void> {
    return this.byOne(
      () => true,
      (life) => nextAction(this.fixture, this.random)(this.fixture, life, this.random),
    );
  }

  /** A batch of the last days' usage for a site, each event once. Only of the month that goes on: it need not be settled anew. */
  use(): Promise<void> {
    const today = new Date().toISOString().slice(0, 10);
    const daysOf = (life: Life): string[] => {
      const start = monthsOf(life, Date.now()).at(-1)?.start ?? today;
      return [3, 2, 1].map((ago) => dayAfter(today, -ago)).filter((day) => day >= start);
    };
    return this.byOne(
      (life) => daysOf(life).length > 0,
      (life) => this.report(life, daysOf(life)),
    );
  }

  private async report(life: Life, days: readonly string[]): Promise<void> {
    const fresh: UsageEvent[] = Array.from({ length: EVENTS_A_BATCH }, (_, index) => ({
      id: `${life.slug}-${life.usage.length + index}`,
      day: this.random.pick(days),
      quantity: this.random.whole(1, 4),
    }));
    life.usage.push(...fresh);
    const events = fresh.map(({ id, day, quantity }) => ({
      ...{ id, source: 'chaos', site: life.slug, meter: 'requests', quantity },
      time: `${day}T12:00:00Z`,
    }));
    const { client, journal } = this.fixture;
    const answer = await client.ask({ method: 'POST', path: '/v1/usage', body: { events } }, () => false);
    const rejected = answer?.body['rejected'];
    if (answer?.status !== 200 || !Array.isArray(rejected) || rejected.length > 0) {
      journal.complaints.push(`${life.slug}: usage was answered ${JSON.stringify(answer?.body)}`);
    }
  }

  private async byOne(fits: (life: Life) => boolean, act: (life: Life) => Promise<void>): Promise<void> {
    const free = this.fixture.journal.lives.filter((life) => !this.busy.has(life) && fits(life));
    if (free.length === 0) throw new Error('every client is busy');
    const life = this.random.pick(free);
    this.busy.add(life);
    try {
      await act(life);
    } finally {
      this.busy.delete(life);
    }
  }
}
