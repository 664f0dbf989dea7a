import { setTimeout as delay } from 'node:timers/promises';
import { localDay, monthsAfter } from '../checker/calendar.js';
import type { Client } from './client.js';
import { Dice } from '../../random.js';
import type { Life, LifeKind, SimplePlan } from './journal.js';
import { nextAction } from './actions.js';
import { post } from './posting.js';
import { liveQuietly } from './quietLife.js';
import { cents, nowOf, onOneDay, type World } from '../fixture.js';

/** Zones in which noon UTC, when the crowd's usage happens, is on the same local day. */
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'];

/** The crowd falls and comes back by the dozen, which the breaker on suspensions would take for somebody's mistake. */
export async function disableBreaker(sql: World['sql']): Promise<void> {
  await sql`update sites set settings = settings || '{"breakerAtLeast": "999999"}'::jsonb where parent_id is null`;
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
