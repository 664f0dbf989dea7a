import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '../../src/platform/index.js';
import { dayAfter, localDay, monthsAfter } from './calendar.js';
import type { Client } from './client.js';
import { Dice } from './dice.js';
import type { SteppedClock } from './clock.js';
import type { Journal, Life, LifeKind, SimplePlan } from './journal.js';
import { type ActionName, nextAction } from './actions.js';
import { post } from './posting.js';
import { liveQuietly } from './quietLife.js';

/** Zones in which noon UTC, when the crowd's usage happens, is on the same local day. */
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'];

export interface World {
  readonly client: Client;
  readonly journal: Journal;
  readonly plans: readonly SimplePlan[];
  readonly hookUrl: string;
  /** For ageing accounts; straight to the database. */
  readonly sql: Sql;
  /** What the crowd does more often than usual. */
  readonly favours: readonly ActionName[];
  /** The business's clock, where it is not the machine's. */
  readonly clock?: SteppedClock;
  /** Where all wait while a backup is put back. */
  readonly gate?: Gate;
  isOver(): boolean;
}

/** What the crowd and the makers of mischief pass before each thing they do. */
export class Gate {
  /** Plans do not change between a backup and its restore: what was asked on a day cannot be asked anew on another. */
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

export function nowOf({ clock }: Pick<World, 'clock'>): number {
  return clock?.now() ?? Date.now();
}

/** Does what only makes sense on the day it was begun on. */
export function onOneDay<T>({ clock }: Pick<World, 'clock'>, work: () => Promise<T>): Promise<T> {
  return clock === undefined ? work() : clock.hold(work);
}

/** The crowd falls and comes back by the dozen, which the brake on suspensions would take for somebody's mistake. */
export async function looseTheBrake(sql: World['sql']): Promise<void> {
  await sql`update sites set settings = settings || '{"brakeAtLeast": "999999"}'::jsonb where parent_id is null`;
}

/** The plans of the crowd. The prices have more decimals than a cent, so that rounding has something to do. */
export async function devisePlans(client: Client): Promise<SimplePlan[]> {
  const shapes = [
    { unitPrice: 13_650n, monthly: 990n },
    { unitPrice: 7_775n, monthly: 1_450n },
    { unitPrice: 25_005n, monthly: 0n },
    // The one of quiet lives; nobody moves to it.
    { unitPrice: 0n, monthly: 3_000n },
  ];
  const plans: SimplePlan[] = [];
  for (const { unitPrice, monthly } of shapes) {
    const body = {
      name: `Hosting ${plans.length + 1}`,
      currency: 'EUR',
      recurring: monthly === 0n ? [] : [{ id: 'monthly', amount: cents(monthly), timing: 'arrears' }],
      usage:
        unitPrice === 0n
          ? []
          : [
              {
                id: 'visits',
                meter: 'requests',
                model: 'graduated',
                bands: [{ unitPrice: (Number(unitPrice) / 1e6).toFixed(6) }],
              },
            ],
    };
    const key = `plan-${plans.length}`;
    const answer = await client.ask({ method: 'POST', path: '/v1/plans', body, key }, () => false);
    if (answer?.status !== 201) throw new Error(`no plan: ${JSON.stringify(answer?.body)}`);
    plans.push({ id: String(answer.body['id']), unitPrice, monthly });
  }
  return plans;
}

export function cents(amount: bigint): string {
  const [sign, size] = amount < 0n ? ['-', -amount] : ['', amount];
  return `${sign}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
}

/** One account from its opening to the end of the run: mostly near its limit, never long without something happening. */
export async function live(world: World, seed: number, index: number): Promise<void> {
  const dice = new Dice(seed, `life ${index}`);
  const life = beLike(world, dice, index, kindOf(index));
  world.journal.lives.push(life);
  world.gate?.enter();
  try {
    if (!(await onOneDay(world, () => begin(world, life, dice)))) return;
    await post(world, life, dice, 'payment', BigInt(dice.whole(1_000, 6_000)));
    if (life.kind === 'quiet') await liveQuietly(world, life, dice);
    else await liveOn(world, life, dice);
  } finally {
    world.gate?.leave();
  }
}

/** On one day: a month that was over before the account was made older would be settled as it was before. */
async function begin(world: World, life: Life, dice: Dice): Promise<boolean> {
  if (!(await openLife(world, life))) return false;
  // Where time passes, a life that has no months behind it would come to some during the run.
  if (world.clock !== undefined || dice.chance(0.7)) await ageLife(world, life, dice.whole(1, 4));
  return true;
}

async function liveOn(world: World, life: Life, dice: Dice): Promise<void> {
  while (!world.isOver()) {
    await world.gate?.pass();
    await nextAction(world, dice)(world, life, dice);
    await delay(dice.whole(20, 400));
  }
}

/** Two in five are quiet; of every six one is cut off. */
function kindOf(index: number): LifeKind {
  if (index % 6 === 5) return 'cut-off';
  return index % 5 === 1 || index % 5 === 3 ? 'quiet' : 'usual';
}

export function beLike(world: World, dice: Dice, index: number, kind: LifeKind = 'usual'): Life {
  const isQuiet = kind === 'quiet';
  const plans = world.plans.filter(({ unitPrice }) => isQuiet === (unitPrice === 0n));
  return {
    kind,
    name: `Client ${index}`,
    slug: `${world.journal.name}-${index}`,
    timeZone: isQuiet ? 'UTC' : dice.pick(ZONES),
    billingDay: dice.whole(1, 28),
    taxPercent: dice.chance(0.4) && !isQuiet ? 19n : null,
    accountId: null,
    openedOn: null,
    plan: dice.pick(plans),
    replaced: null,
    posts: [],
    usage: [],
    creditLimit: isQuiet ? 0n : BigInt(dice.whole(0, 40)) * 100n,
    held: false,
    exemptUntil: null,
    uncertain: new Set(),
  };
}

export async function openLife(world: World, life: Life): Promise<boolean> {
  const body = {
    name: life.name,
    email: `${life.kind === 'cut-off' ? 'bounce-' : ''}${life.slug}@client.example`,
    currency: 'EUR',
    timeZone: life.timeZone,
    billingDay: life.billingDay,
    creditLimit: cents(life.creditLimit),
    plans: [life.plan.id],
    ...(life.taxPercent === null ? {} : { tax: { name: 'VAT', percent: String(life.taxPercent) } }),
    sites: [
      {
        slug: life.slug,
        name: life.name,
        hostnames: [`${life.slug}.example`],
        connector: {
          kind: 'webhook',
          url: life.kind === 'cut-off' ? new URL('/never', world.hookUrl).href : world.hookUrl,
          secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
        },
      },
    ],
  };
  const answer = await world.client.ask(
    { method: 'POST', path: '/v1/accounts', body, key: `open-${life.slug}` },
    () => false,
  );
  if (answer?.status !== 201) {
    world.journal.complaints.push(`${life.slug} was not opened: ${JSON.stringify(answer?.body)}`);
    return false;
  }
  life.accountId = String(answer.body['id']);
  return true;
}

/**
 * Puts an account's opening back to a billing day months ago, so that it has months behind it that nobody has charged
 * for yet: settling them, and usage that comes late for them, begins with the run.
 */
export async function ageLife(world: World, life: Life, months: number): Promise<void> {
  const { sql, journal } = world;
  const today = localDay(nowOf(world), life.timeZone);
  const thisMonth = `${today.slice(0, 8)}${String(life.billingDay).padStart(2, '0')}`;
  const openedOn = monthsAfter(thisMonth <= today ? thisMonth : monthsAfter(thisMonth, -1), -months);
  const id = life.accountId;
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      await sql.begin(async (transaction) => {
        await transaction`
          update accounts set opened_at = (${openedOn}::date::timestamp at time zone time_zone),
                 open_from = (${openedOn}::date::timestamp at time zone time_zone), open_from_date = ${openedOn}::date,
                 revision = revision + 1 where id = ${id}`;
        await transaction`update assignments set from_date = ${openedOn}::date where account_id = ${id}`;
        await transaction`
          update site_tenures t set from_at = a.opened_at from accounts a where a.id = t.account_id and a.id = ${id}`;
        await transaction`insert into outbox (account_id, signal, about, created_at, retry_at)
          values (${id}, 'settingsChanged', 'aged', now(), now())`;
      });
      life.openedOn = openedOn;
      return;
    } catch {
      await delay(200);
    }
  }
  journal.complaints.push(`${life.slug} could not be made older`);
}

/**
 * The days the crowd's usage may be of: not before the account, none that is still going on, and where time passes so
 * young that they are still taken when they are reported a second time.
 */
export function usageDays(world: World, life: Life): string[] {
  const last = dayAfter(new Date(nowOf(world)).toISOString().slice(0, 10), -2);
  const days: string[] = [];
  for (let day = dayAfter(last, world.clock === undefined ? -54 : -25); day <= last; day = dayAfter(day, 1)) {
    if (life.openedOn !== null && day >= life.openedOn) days.push(day);
  }
  return days;
}
