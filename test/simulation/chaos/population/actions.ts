import { setTimeout as delay } from 'node:timers/promises';
import { dayAfter, localDay } from '../checker/calendar.js';
import { cents, nowOf, onOneDay, usageDays, type ChaosFixture } from '../fixture.js';
import type { Random } from '../../random.js';
import type { Life, Post, UsageEvent } from './journal.js';
import { noteAnswer, post, send } from './posting.js';

type Action = (fixture: ChaosFixture, life: Life, random: Random) => Promise<void>;

const pay: Action = (fixture, life, random) =>
  post(
    fixture,
    life,
    random,
    'payment',
    BigInt(random.chance(0.2) ? random.whole(6_000, 25_000) : random.whole(100, 6_000)),
  );

const charge: Action = (fixture, life, random) =>
  post(fixture, life, random, 'charge', -BigInt(random.whole(100, 4_000)));

const refund: Action = (fixture, life, random) =>
  post(fixture, life, random, 'refund', -BigInt(random.whole(100, 1_500)));

const adjust: Action = (fixture, life, random) => {
  const amount = BigInt(random.whole(50, 1_500));
  return post(fixture, life, random, 'adjustment', random.chance(0.5) ? amount : -amount);
};

/** Several payments at the same moment, as when a bank's list is taken in twice as fast as it should be. */
const burst: Action = async (fixture, life, random) => {
  const amounts = [random.whole(100, 900), random.whole(100, 900), random.whole(100, 900)];
  await Promise.all(amounts.map((amount) => post(fixture, life, random, 'payment', BigInt(amount))));
};

/** Sends an old request again, as clients do that have lost the answer. */
const repeat: Action = async (fixture, life, random) => {
  if (life.posts.length === 0) return;
  const note = random.pick(life.posts);
  noteAnswer(fixture, life, note, await send(fixture, life, note, () => fixture.isOver()));
};

/** Sends something else under an old key, which must be refused. */
const contradict: Action = async (fixture, life, random) => {
  const known = life.posts.filter(({ entryId }) => entryId !== null);
  if (known.length === 0) return;
  const note = random.pick(known);
  const other = note.amount + (note.amount > 0n ? 1n : -1n);
  const answer = await send(fixture, life, note, () => fixture.isOver(), other);
  if (answer !== undefined && answer.status !== 409) {
    fixture.journal.complaints.push(
      `${life.slug}: the key ${note.key} took another amount (${answer.status})`,
    );
  }
};

/** A batch of events, some of them sent before; often the whole batch comes again in another order. */
const report: Action = async (fixture, life, random) => {
  const days = usageDays(fixture, life);
  if (days.length === 0) return;
  const fresh: UsageEvent[] = Array.from({ length: random.whole(1, 12) }, (_, index) => ({
    id: `${life.slug}-${life.usage.length + index}`,
    day: random.pick(days),
    quantity: random.whole(1, 150),
  }));
  life.usage.push(...fresh);
  const since = dayAfter(localDay(nowOf(fixture), 'UTC'), -50);
  const known = life.usage.filter(({ day }) => day >= since);
  const old = known.length > 5 ? [random.pick(known), random.pick(known)] : [];
  await sendUsage(
    fixture,
    life,
    random.shuffle([...fresh, ...old.filter((event) => !fresh.includes(event))]),
  );
  if (random.chance(0.5)) await sendUsage(fixture, life, random.shuffle(fresh));
};

export async function sendUsage(
  fixture: ChaosFixture,
  life: Life,
  batch: readonly UsageEvent[],
): Promise<void> {
  const events = [...new Set(batch)].map(({ id, day, quantity }) => ({
    ...{ id, source: 'chaos', site: life.slug, meter: 'requests', quantity },
    time: `${day}T12:00:00Z`,
  }));
  // Asked until it is answered, also beyond the end: what was reported has to be counted.
  const ask = { method: 'POST', path: '/v1/usage', body: { events } } as const;
  const answer = await onOneDay(fixture, () => fixture.client.ask(ask, () => false));
  const rejected = answer?.body['rejected'];
  if (answer?.status !== 200 || !Array.isArray(rejected) || rejected.length > 0) {
    fixture.journal.complaints.push(`${life.slug}: usage was answered ${JSON.stringify(answer?.body)}`);
  }
}

function openPosts(life: Life): Post[] {
  return life.posts.filter(
    (note) => note.entryId !== null && note.reversal === 'no' && note.dispute === 'none',
  );
}

const reverse: Action = async (fixture, life, random) => {
  const candidates = openPosts(life);
  if (candidates.length === 0) return;
  const note = random.pick(candidates);
  const path = `/v1/entries/${note.entryId ?? ''}/reverse`;
  note.reversal = 'unknown';
  const ask = { method: 'POST', path, body: {}, key: `reverse-${note.key}` } as const;
  const answer = await fixture.client.ask(ask, () => fixture.isOver());
  if (answer?.status === 201) note.reversal = 'yes';
  // Refunds may have left nothing of a payment that could be taken back.
  else if (answer?.status === 409 && note.kind === 'payment') note.reversal = 'no';
  else if (answer !== undefined) {
    fixture.journal.complaints.push(`${life.slug}: reversing ${note.key} was answered ${answer.status}`);
  }
};

const dispute: Action = async (fixture, life, random) => {
  const candidates = openPosts(life);
  if (candidates.length === 0) return;
  await disputeOne(fixture, life, random.pick(candidates));
};

async function disputeOne(fixture: ChaosFixture, life: Life, note: Post): Promise<void> {
  const path = `/v1/entries/${note.entryId ?? ''}`;
  const ask = { method: 'POST', path: `${path}/dispute`, body: { reason: 'contested' } } as const;
  // Asked to the end: an answer that says "in dispute already" is the answer to an earlier try.
  const opened = await fixture.client.ask(ask, () => false);
  if (opened?.status === 200 || opened?.status === 409) note.dispute = 'open';
  if (opened?.wasInDoubt === true) life.uncertain.add('disputes');
}

const resolve: Action = async (fixture, life, random) => {
  const candidates = life.posts.filter((note) => note.dispute === 'open');
  if (candidates.length === 0) return;
  const note = random.pick(candidates);
  // Clients win most large ones; otherwise few accounts would be near their limit for long.
  const isUpheld = random.chance(note.amount < -10_000n ? 0.85 : 0.5);
  const outcome = isUpheld ? 'upheld' : 'dismissed';
  const path = `/v1/entries/${note.entryId ?? ''}/resolve`;
  const answer = await fixture.client.ask({ method: 'POST', path, body: { outcome } }, () => false);
  if (answer?.status !== 200 && answer?.status !== 409) return;
  note.dispute = outcome;
  // Of a payment, the part that was in dispute is taken back, perhaps by a chargeback.
  if (outcome === 'upheld') note.reversal = note.kind === 'payment' ? 'unknown' : 'yes';
};

const hold: Action = async (fixture, life) => {
  const verb = life.held ? 'release' : 'hold';
  life.held = !life.held;
  const body = verb === 'hold' ? { reason: 'seen by hand' } : {};
  const path = `/v1/accounts/${life.accountId ?? ''}/${verb}`;
  const answer = await fixture.client.ask({ method: 'POST', path, body }, () => false);
  // A try that hung may yet have been carried out after a later one.
  if (answer === undefined || answer.wasInDoubt) life.uncertain.add('held');
};

function isPromised(fixture: ChaosFixture, { exemptUntil }: Life): boolean {
  return exemptUntil !== null && exemptUntil > nowOf(fixture);
}

const exempt: Action = async (fixture, life) => {
  const path = `/v1/accounts/${life.accountId ?? ''}/exempt`;
  const answer = await onOneDay(fixture, () => {
    const now = nowOf(fixture);
    life.exemptUntil = isPromised(fixture, life) ? null : now + 3 * 86_400_000;
    const until = life.exemptUntil === null ? null : new Date(life.exemptUntil).toISOString();
    return fixture.client.ask({ method: 'POST', path, body: { until } }, () => false);
  });
  if (answer === undefined || answer.wasInDoubt) life.uncertain.add('exempt');
};

/**
 * A charge beyond anything the client has, which they contest at once: as long as that is open it decides whether
 * their sites are up, and neither a hold nor a promise does.
 */
const contest: Action = async (fixture, life, random) => {
  if (life.held) await hold(fixture, life, random);
  if (isPromised(fixture, life)) await exempt(fixture, life, random);
  if (life.posts.some((note) => note.dispute === 'open' && note.amount < -10_000n)) return;
  const headroom = await headroomOf(fixture, life);
  if (headroom === undefined) return;
  await post(fixture, life, random, 'charge', -BigInt(Math.max(headroom, 0) + random.whole(15_000, 25_000)));
  const note = life.posts.at(-1);
  if (note === undefined || note.entryId === null) return;
  await disputeOne(fixture, life, note);
};

/** The headroom, in cents; undefined without a response. */
async function headroomOf(fixture: ChaosFixture, life: Life): Promise<number | undefined> {
  const path = `/v1/accounts/${life.accountId ?? ''}`;
  const answer = await fixture.client.ask({ method: 'GET', path }, () => fixture.isOver());
  const headroom = Number(answer?.body['headroom']);
  return Number.isNaN(headroom) ? undefined : Math.round(headroom * 100);
}

const limit: Action = async (fixture, life, random) => {
  life.creditLimit = BigInt(random.whole(-5, 50)) * 100n;
  await change(fixture, life, 'creditLimit', { creditLimit: cents(life.creditLimit) });
};

/** Leaves an account so little that its client must be warned, and often pays so much soon after that all is far off again. */
const skirt: Action = async (fixture, life, random) => {
  const headroom = await headroomOf(fixture, life);
  if (headroom === undefined) return;
  life.creditLimit += BigInt(random.whole(50, 200) - headroom);
  await change(fixture, life, 'creditLimit', { creditLimit: cents(life.creditLimit) });
  await delay(random.whole(500, 3_000));
  if (random.chance(0.7)) await post(fixture, life, random, 'payment', BigInt(random.whole(20_000, 40_000)));
};

/** Once in a life the plan changes from today: the open period is cut there. */
const replan: Action = async (fixture, life, random) => {
  const others = fixture.plans.filter(({ id, unitPrice }) => id !== life.plan.id && unitPrice > 0n);
  if (life.replaced !== null || life.openedOn === null || fixture.gate?.arePlansFixed === true) return;
  const plan = random.pick(others);
  await onOneDay(fixture, async () => {
    const from = localDay(nowOf(fixture), life.timeZone);
    life.replaced = { plan, from };
    await change(fixture, life, 'plan', { plans: [plan.id], effective: from });
  });
};

async function change(
  fixture: ChaosFixture,
  life: Life,
  what: 'creditLimit' | 'plan',
  body: Record<string, unknown>,
): Promise<void> {
  const path = `/v1/accounts/${life.accountId ?? ''}`;
  const answer = await fixture.client.ask({ method: 'PATCH', path, body }, () => false);
  if (answer === undefined || answer.wasInDoubt) life.uncertain.add(what);
  if (answer !== undefined && answer.status !== 200) {
    fixture.journal.complaints.push(
      `${life.slug}: ${JSON.stringify(body)} was answered ${answer.status} ${JSON.stringify(answer.body)}`,
    );
  }
}

const EACH = {
  pay,
  charge,
  refund,
  adjust,
  burst,
  report,
  repeat,
  contradict,
  reverse,
  dispute,
  resolve,
  hold,
  exempt,
  skirt,
  contest,
};

export type ActionName = keyof typeof EACH;

/** As often as they stand here; what is favoured, half of the time. */
const USUAL: readonly Action[] = [
  ...[pay, pay, pay, pay, charge, charge, charge, charge, refund, adjust, burst],
  ...[report, report, report, repeat, repeat, contradict],
  ...[reverse, dispute, resolve, resolve, hold, hold, exempt, limit, replan, skirt, contest],
];

export function nextAction({ favours }: ChaosFixture, random: Random): Action {
  if (favours.length === 0 || !random.chance(0.5)) return random.pick(USUAL);
  const name = random.pick(favours);
  if (!isActionName(name)) throw new Error(`there is no action "${name}"`);
  return EACH[name];
}

function isActionName(name: string): name is ActionName {
  return Object.hasOwn(EACH, name);
}
