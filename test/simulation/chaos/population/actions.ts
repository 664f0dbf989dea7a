import { setTimeout as delay } from 'node:timers/promises';
import { dayAfter, localDay } from '../checker/calendar.js';
import { cents, nowOf, onOneDay, usageDays, type World } from '../fixture.js';
import type { Dice } from '../../random.js';
import type { Life, Post, UsageEvent } from './journal.js';
import { noteAnswer, post, send } from './posting.js';

type Action = (world: World, life: Life, dice: Dice) => Promise<void>;

const pay: Action = (world, life, dice) =>
  post(
    world,
    life,
    dice,
    'payment',
    BigInt(dice.chance(0.2) ? dice.whole(6_000, 25_000) : dice.whole(100, 6_000)),
  );

const charge: Action = (world, life, dice) =>
  post(world, life, dice, 'charge', -BigInt(dice.whole(100, 4_000)));

const refund: Action = (world, life, dice) =>
  post(world, life, dice, 'refund', -BigInt(dice.whole(100, 1_500)));

const adjust: Action = (world, life, dice) => {
  const amount = BigInt(dice.whole(50, 1_500));
  return post(world, life, dice, 'adjustment', dice.chance(0.5) ? amount : -amount);
};

/** Several payments at the same moment, as when a bank's list is taken in twice as fast as it should be. */
const burst: Action = async (world, life, dice) => {
  const amounts = [dice.whole(100, 900), dice.whole(100, 900), dice.whole(100, 900)];
  await Promise.all(amounts.map((amount) => post(world, life, dice, 'payment', BigInt(amount))));
};

/** Sends an old request again, as clients do that have lost the answer. */
const repeat: Action = async (world, life, dice) => {
  if (life.posts.length === 0) return;
  const note = dice.pick(life.posts);
  noteAnswer(world, life, note, await send(world, life, note, () => world.isOver()));
};

/** Sends something else under an old key, which must be refused. */
const contradict: Action = async (world, life, dice) => {
  const known = life.posts.filter(({ entryId }) => entryId !== null);
  if (known.length === 0) return;
  const note = dice.pick(known);
  const other = note.amount + (note.amount > 0n ? 1n : -1n);
  const answer = await send(world, life, note, () => world.isOver(), other);
  if (answer !== undefined && answer.status !== 409) {
    world.journal.complaints.push(`${life.slug}: the key ${note.key} took another amount (${answer.status})`);
  }
};

/** A batch of events, some of them sent before; often the whole batch comes again in another order. */
const report: Action = async (world, life, dice) => {
  const days = usageDays(world, life);
  if (days.length === 0) return;
  const fresh: UsageEvent[] = Array.from({ length: dice.whole(1, 12) }, (_, index) => ({
    id: `${life.slug}-${life.usage.length + index}`,
    day: dice.pick(days),
    quantity: dice.whole(1, 150),
  }));
  life.usage.push(...fresh);
  const since = dayAfter(localDay(nowOf(world), 'UTC'), -50);
  const known = life.usage.filter(({ day }) => day >= since);
  const old = known.length > 5 ? [dice.pick(known), dice.pick(known)] : [];
  await sendUsage(world, life, dice.shuffle([...fresh, ...old.filter((event) => !fresh.includes(event))]));
  if (dice.chance(0.5)) await sendUsage(world, life, dice.shuffle(fresh));
};

export async function sendUsage(world: World, life: Life, batch: readonly UsageEvent[]): Promise<void> {
  const events = [...new Set(batch)].map(({ id, day, quantity }) => ({
    ...{ id, source: 'crowd', site: life.slug, meter: 'requests', quantity },
    time: `${day}T12:00:00Z`,
  }));
  // Asked until it is answered, also beyond the end: what was reported has to be counted.
  const ask = { method: 'POST', path: '/v1/usage', body: { events } } as const;
  const answer = await onOneDay(world, () => world.client.ask(ask, () => false));
  const rejected = answer?.body['rejected'];
  if (answer?.status !== 200 || !Array.isArray(rejected) || rejected.length > 0) {
    world.journal.complaints.push(`${life.slug}: usage was answered ${JSON.stringify(answer?.body)}`);
  }
}

function openPosts(life: Life): Post[] {
  return life.posts.filter(
    (note) => note.entryId !== null && note.reversal === 'no' && note.dispute === 'none',
  );
}

const reverse: Action = async (world, life, dice) => {
  const candidates = openPosts(life);
  if (candidates.length === 0) return;
  const note = dice.pick(candidates);
  const path = `/v1/entries/${note.entryId ?? ''}/reverse`;
  note.reversal = 'unknown';
  const ask = { method: 'POST', path, body: {}, key: `reverse-${note.key}` } as const;
  const answer = await world.client.ask(ask, () => world.isOver());
  if (answer?.status === 201) note.reversal = 'yes';
  // Refunds may have left nothing of a payment that could be taken back.
  else if (answer?.status === 409 && note.kind === 'payment') note.reversal = 'no';
  else if (answer !== undefined) {
    world.journal.complaints.push(`${life.slug}: reversing ${note.key} was answered ${answer.status}`);
  }
};

const dispute: Action = async (world, life, dice) => {
  const candidates = openPosts(life);
  if (candidates.length === 0) return;
  await disputeOne(world, life, dice.pick(candidates));
};

async function disputeOne(world: World, life: Life, note: Post): Promise<void> {
  const path = `/v1/entries/${note.entryId ?? ''}`;
  const ask = { method: 'POST', path: `${path}/dispute`, body: { reason: 'contested' } } as const;
  // Asked to the end: an answer that says "in dispute already" is the answer to an earlier try.
  const opened = await world.client.ask(ask, () => false);
  if (opened?.status === 200 || opened?.status === 409) note.dispute = 'open';
  if (opened?.wasInDoubt === true) life.uncertain.add('disputes');
}

const resolve: Action = async (world, life, dice) => {
  const candidates = life.posts.filter((note) => note.dispute === 'open');
  if (candidates.length === 0) return;
  const note = dice.pick(candidates);
  // Large ones are mostly the client's to win, or nobody would be near their limit for long.
  const isUpheld = dice.chance(note.amount < -10_000n ? 0.85 : 0.5);
  const outcome = isUpheld ? 'upheld' : 'dismissed';
  const path = `/v1/entries/${note.entryId ?? ''}/resolve`;
  const answer = await world.client.ask({ method: 'POST', path, body: { outcome } }, () => false);
  if (answer?.status !== 200 && answer?.status !== 409) return;
  note.dispute = outcome;
  // Of a payment, the part that was in dispute is taken back, perhaps by a chargeback.
  if (outcome === 'upheld') note.reversal = note.kind === 'payment' ? 'unknown' : 'yes';
};

const hold: Action = async (world, life) => {
  const verb = life.held ? 'release' : 'hold';
  life.held = !life.held;
  const body = verb === 'hold' ? { reason: 'seen by hand' } : {};
  const path = `/v1/accounts/${life.accountId ?? ''}/${verb}`;
  const answer = await world.client.ask({ method: 'POST', path, body }, () => false);
  // A try that hung may yet have been carried out after a later one.
  if (answer === undefined || answer.wasInDoubt) life.uncertain.add('held');
};

function isPromised(world: World, { exemptUntil }: Life): boolean {
  return exemptUntil !== null && exemptUntil > nowOf(world);
}

const exempt: Action = async (world, life) => {
  const path = `/v1/accounts/${life.accountId ?? ''}/exempt`;
  const answer = await onOneDay(world, () => {
    const now = nowOf(world);
    life.exemptUntil = isPromised(world, life) ? null : now + 3 * 86_400_000;
    const until = life.exemptUntil === null ? null : new Date(life.exemptUntil).toISOString();
    return world.client.ask({ method: 'POST', path, body: { until } }, () => false);
  });
  if (answer === undefined || answer.wasInDoubt) life.uncertain.add('exempt');
};

/**
 * A charge beyond anything the client has, which they contest at once: as long as that is open it decides whether
 * their sites are up, and neither a hold nor a promise does.
 */
const contest: Action = async (world, life, dice) => {
  if (life.held) await hold(world, life, dice);
  if (isPromised(world, life)) await exempt(world, life, dice);
  if (life.posts.some((note) => note.dispute === 'open' && note.amount < -10_000n)) return;
  const headroom = await headroomOf(world, life);
  if (headroom === undefined) return;
  await post(world, life, dice, 'charge', -BigInt(Math.max(headroom, 0) + dice.whole(15_000, 25_000)));
  const note = life.posts.at(-1);
  if (note === undefined || note.entryId === null) return;
  await disputeOne(world, life, note);
};

/** What is left until the limit, in cents; undefined where nobody answers any more. */
async function headroomOf(world: World, life: Life): Promise<number | undefined> {
  const path = `/v1/accounts/${life.accountId ?? ''}`;
  const answer = await world.client.ask({ method: 'GET', path }, () => world.isOver());
  const headroom = Number(answer?.body['headroom']);
  return Number.isNaN(headroom) ? undefined : Math.round(headroom * 100);
}

const limit: Action = async (world, life, dice) => {
  life.creditLimit = BigInt(dice.whole(-5, 50)) * 100n;
  await change(world, life, 'creditLimit', { creditLimit: cents(life.creditLimit) });
};

/** Leaves an account so little that its client must be warned, and often pays so much soon after that all is far off again. */
const skirt: Action = async (world, life, dice) => {
  const headroom = await headroomOf(world, life);
  if (headroom === undefined) return;
  life.creditLimit += BigInt(dice.whole(50, 200) - headroom);
  await change(world, life, 'creditLimit', { creditLimit: cents(life.creditLimit) });
  await delay(dice.whole(500, 3_000));
  if (dice.chance(0.7)) await post(world, life, dice, 'payment', BigInt(dice.whole(20_000, 40_000)));
};

/** Once in a life the plan changes from today: the open period is cut there. */
const replan: Action = async (world, life, dice) => {
  const others = world.plans.filter(({ id, unitPrice }) => id !== life.plan.id && unitPrice > 0n);
  if (life.replaced !== null || life.openedOn === null || world.gate?.arePlansFixed === true) return;
  const plan = dice.pick(others);
  await onOneDay(world, async () => {
    const from = localDay(nowOf(world), life.timeZone);
    life.replaced = { plan, from };
    await change(world, life, 'plan', { plans: [plan.id], effective: from });
  });
};

async function change(
  world: World,
  life: Life,
  what: 'creditLimit' | 'plan',
  body: Record<string, unknown>,
): Promise<void> {
  const path = `/v1/accounts/${life.accountId ?? ''}`;
  const answer = await world.client.ask({ method: 'PATCH', path, body }, () => false);
  if (answer === undefined || answer.wasInDoubt) life.uncertain.add(what);
  if (answer !== undefined && answer.status !== 200) {
    world.journal.complaints.push(
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

export function nextAction({ favours }: World, dice: Dice): Action {
  if (favours.length === 0 || !dice.chance(0.5)) return dice.pick(USUAL);
  const name = dice.pick(favours);
  if (!isActionName(name)) throw new Error(`there is no action "${name}"`);
  return EACH[name];
}

function isActionName(name: string): name is ActionName {
  return Object.hasOwn(EACH, name);
}
