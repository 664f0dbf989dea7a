import { setTimeout as delay } from 'node:timers/promises';
import { localDay, monthsAfter } from '../checker/calendar.js';
import type { Client } from './client.js';
import { Random } from '../../random.js';
import type { Life, LifeKind, SimplePlan } from './journal.js';
import { nextAction } from './actions.js';
import { post } from './posting.js';
import { liveQuietly } from './quietLife.js';
import { cents, nowOf, onOneDay, type ChaosFixture } from '../fixture.js';

/** Zones in which noon UTC, when the population's usage happens, is on the same local day. */
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'];

/** Accounts are suspended and reactivated by the dozen, which would trip the suspension breaker. */
export async function disableBreaker(sql: ChaosFixture['sql']): Promise<void> {
  await sql`update sites set settings = settings || '{"breakerAtLeast": "999999"}'::jsonb where parent_id is null`;
}

/** The plans of the population. The prices have more decimals than a cent, so that rounding has something to do. */
export async function devisePlans(client: Client): Promise<SimplePlan[]> {
  const shapes = [
    { unitPrice: 13_650n, monthly: 990n },
    { unitPrice: 7_775n, monthly: 1_450n },
    { unitPrice: 25_005n, monthly: 0n },
    // The one of quiet lives; no other life moves to it.
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
export async function live(fixture: ChaosFixture, seed: number, index: number): Promise<void> {
  const random = new Random(seed, `life ${index}`);
  const life = beLike(fixture, random, index, kindOf(index));
  fixture.journal.lives.push(life);
  fixture.gate?.enter();
  try {
    if (!(await onOneDay(fixture, () => begin(fixture, life, random)))) return;
    await post(fixture, life, random, 'payment', BigInt(random.whole(1_000, 6_000)));
    if (life.kind === 'quiet') await liveQuietly(fixture, life, random);
    else await liveOn(fixture, life, random);
  } finally {
    fixture.gate?.leave();
  }
}

/** On one day: a month that was over before the account was made older would be settled as it was before. */
async function begin(fixture: ChaosFixture, life: Life, random: Random): Promise<boolean> {
  if (!(await openLife(fixture, life))) return false;
  // Where time passes, a life that has no months behind it would come to some during the run.
  if (fixture.clock !== undefined || random.chance(0.7)) await ageLife(fixture, life, random.whole(1, 4));
  return true;
}

async function liveOn(fixture: ChaosFixture, life: Life, random: Random): Promise<void> {
  while (!fixture.isOver()) {
    await fixture.gate?.pass();
    await nextAction(fixture, random)(fixture, life, random);
    await delay(random.whole(20, 400));
  }
}

/** Two in five are quiet; of every six one is cut off. */
function kindOf(index: number): LifeKind {
  if (index % 6 === 5) return 'cut-off';
  return index % 5 === 1 || index % 5 === 3 ? 'quiet' : 'usual';
}

export function beLike(fixture: ChaosFixture, random: Random, index: number, kind: LifeKind = 'usual'): Life {
  const isQuiet = kind === 'quiet';
  const plans = fixture.plans.filter(({ unitPrice }) => isQuiet === (unitPrice === 0n));
  return {
    kind,
    name: `Client ${index}`,
    slug: `${fixture.journal.name}-${index}`,
    timeZone: isQuiet ? 'UTC' : random.pick(ZONES),
    billingDay: random.whole(1, 28),
    taxPercent: random.chance(0.4) && !isQuiet ? 19n : null,
    accountId: null,
    openedOn: null,
    plan: random.pick(plans),
    replaced: null,
    posts: [],
    usage: [],
    creditLimit: isQuiet ? 0n : BigInt(random.whole(0, 40)) * 100n,
    held: false,
    exemptUntil: null,
    uncertain: new Set(),
  };
}

export async function openLife(fixture: ChaosFixture, life: Life): Promise<boolean> {
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
          url: life.kind === 'cut-off' ? new URL('/never', fixture.hookUrl).href : fixture.hookUrl,
          secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
        },
      },
    ],
  };
  const answer = await fixture.client.ask(
    { method: 'POST', path: '/v1/accounts', body, key: `open-${life.slug}` },
    () => false,
  );
  if (answer?.status !== 201) {
    fixture.journal.complaints.push(`${life.slug} was not opened: ${JSON.stringify(answer?.body)}`);
    return false;
  }
  life.accountId = String(answer.body['id']);
  return true;
}

/**
 * Puts an account's opening back to a billing day months ago, so it has months that are not charged yet: settling them,
 * and usage that comes late for them, begins with the run.
 */
export async function ageLife(fixture: ChaosFixture, life: Life, months: number): Promise<void> {
  const { sql, journal } = fixture;
  const today = localDay(nowOf(fixture), life.timeZone);
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
