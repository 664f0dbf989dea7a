import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '../../src/platform/index.js';
import { dayAfter, localDay, monthsAfter } from './calendar.js';
import type { Client } from './client.js';
import { Dice } from './dice.js';
import type { Journal, Life, SimplePlan } from './journal.js';
import { type ActionName, nextAction } from './actions.js';
import { post } from './posting.js';

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
  isOver(): boolean;
}

/** The plans of the crowd. The prices have more decimals than a cent, so that rounding has something to do. */
export async function devisePlans(client: Client): Promise<SimplePlan[]> {
  const shapes = [
    { unitPrice: 13_650n, monthly: 990n },
    { unitPrice: 7_775n, monthly: 1_450n },
    { unitPrice: 25_005n, monthly: 0n },
  ];
  const plans: SimplePlan[] = [];
  for (const { unitPrice, monthly } of shapes) {
    const body = {
      name: `Hosting ${plans.length + 1}`,
      currency: 'EUR',
      recurring: monthly === 0n ? [] : [{ id: 'monthly', amount: cents(monthly), timing: 'arrears' }],
      usage: [
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
  const life = beLike(world, dice, index);
  world.journal.lives.push(life);
  if (!(await openLife(world, life))) return;
  if (dice.chance(0.7)) await ageLife(world, life, dice.whole(1, 4));
  await post(world, life, dice, 'payment', BigInt(dice.whole(1_000, 6_000)));
  while (!world.isOver()) {
    await nextAction(world, dice)(world, life, dice);
    await delay(dice.whole(20, 400));
  }
}

export function beLike(world: World, dice: Dice, index: number): Life {
  return {
    name: `Client ${index}`,
    slug: `${world.journal.name}-${index}`,
    timeZone: dice.pick(ZONES),
    billingDay: dice.whole(1, 28),
    taxPercent: dice.chance(0.4) ? 19n : null,
    accountId: null,
    openedOn: null,
    plan: dice.pick(world.plans),
    replaced: null,
    posts: [],
    usage: [],
    creditLimit: BigInt(dice.whole(0, 40)) * 100n,
    held: false,
    exempt: false,
    uncertain: new Set(),
  };
}

export async function openLife(world: World, life: Life): Promise<boolean> {
  const body = {
    name: life.name,
    email: `${life.slug}@client.example`,
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
          url: world.hookUrl,
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
 * for yet. Temporal's server keeps real time, and so do our programs; weeks that pass within the run are not covered
 * here (the tests on the server that skips time do that), but settling them, and usage that comes late for them, is.
 */
export async function ageLife({ sql, journal }: World, life: Life, months: number): Promise<void> {
  const today = localDay(Date.now(), life.timeZone);
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

/** The days the crowd's usage may be of: not before the account, not beyond what is taken, none that is still going on. */
export function usageDays(life: Life): string[] {
  const last = dayAfter(new Date().toISOString().slice(0, 10), -2);
  const days: string[] = [];
  for (let day = dayAfter(last, -54); day <= last; day = dayAfter(day, 1)) {
    if (life.openedOn !== null && day >= life.openedOn) days.push(day);
  }
  return days;
}
