import { setTimeout as delay } from 'node:timers/promises';
import { monthsOf, runwayDays } from '../checker/arithmetic.js';
import { nowOf, type ChaosFixture } from '../fixture.js';
import type { Random } from '../../random.js';
import type { Life, PostKind } from './journal.js';
import { noteAnswer, post, send } from './posting.js';

const WAIT_MS = 6_000;
const END_MS = 20_000;

/**
 * A client whose limit date the model knows without asking: they run low, are warned, pay, and run low again, by
 * charges and as time passes. At the end some have just paid and some have just run low.
 */
export async function liveQuietly(fixture: ChaosFixture, life: Life, random: Random): Promise<void> {
  await askAgain(fixture, life);
  while (!fixture.isOver()) {
    await fixture.gate?.pass();
    await turn(fixture, life, random);
    await delay(random.whole(100, 800));
  }
  await end(fixture, life, random);
}

/**
 * However slow the machine was: each is warned once more and pays, so that a warning has to be taken back; some then
 * run low again, so that another one has to come.
 */
async function end(fixture: ChaosFixture, life: Life, random: Random): Promise<void> {
  if (runway(fixture, life) > 6.5) await runLow(fixture, life, random);
  await untilNotified(fixture, life, ({ week, day }) => week !== null || day !== null, END_MS);
  await payUp(fixture, life, random, END_MS);
  if (random.chance(0.3)) await runLow(fixture, life, random);
}

async function turn(fixture: ChaosFixture, life: Life, random: Random): Promise<void> {
  const left = runway(fixture, life);
  if (left > 8.5) {
    if (random.chance(0.5)) await runLow(fixture, life, random);
    return;
  }
  // The client is warned first, as long as that is to be expected.
  if (left > 0 && left < 6.5)
    await untilNotified(fixture, life, (notified) => notified.week !== null || notified.day !== null);
  if (left < 0.5 || random.chance(0.6)) await payUp(fixture, life, random);
}

async function payUp(fixture: ChaosFixture, life: Life, random: Random, waitMs = WAIT_MS): Promise<void> {
  await bringTo(fixture, life, random, 10 + random.next() * 15);
  await untilNotified(fixture, life, (notified) => notified.week === null && notified.day === null, waitMs);
}

function runLow(fixture: ChaosFixture, life: Life, random: Random): Promise<void> {
  return bringTo(fixture, life, random, 0.4 + random.next() * 6);
}

async function bringTo(fixture: ChaosFixture, life: Life, random: Random, wantedDays: number): Promise<void> {
  const due = postFor(wantedDays - runway(fixture, life));
  if (due !== undefined) await post(fixture, life, random, due.kind, due.amount);
  await askAgain(fixture, life);
}

/** Requests without a response so far: the headroom depends on their outcome. */
async function askAgain(fixture: ChaosFixture, life: Life): Promise<void> {
  for (const note of life.posts.filter(({ entryId }) => entryId === null))
    noteAnswer(fixture, life, note, await send(fixture, life, note, () => false));
}

/** What makes the credit last so many days longer, or shorter: a month's 30.00 make a day cost about 1.00. */
export function postFor(days: number): { kind: PostKind; amount: bigint } | undefined {
  const amount = Math.round(days * 100);
  if (amount === 0 || !Number.isFinite(amount)) return undefined;
  return { kind: amount > 0 ? 'payment' : 'charge', amount: BigInt(amount) };
}

/** By what was answered. */
function runway(fixture: ChaosFixture, life: Life): number {
  const now = nowOf(fixture);
  const settled = BigInt(Math.max(0, monthsOf(life, now).length - 1)) * life.plan.monthly;
  const posted = life.posts.reduce((sum, { entryId, amount }) => (entryId === null ? sum : sum + amount), 0n);
  return runwayDays(life, posted - settled, now);
}

interface NotifiedAt {
  readonly week: unknown;
  readonly day: unknown;
}

/** Looks until the account is as it should be, but not for ever: what is wrong is for the checker to say. */
async function untilNotified(
  fixture: ChaosFixture,
  life: Life,
  isSo: (notified: NotifiedAt) => boolean,
  waitMs = WAIT_MS,
): Promise<void> {
  const path = `/v1/accounts/${life.accountId ?? ''}`;
  for (const until = Date.now() + waitMs; Date.now() < until && !(fixture.isOver() && waitMs === WAIT_MS);) {
    const answer = await fixture.client.ask({ method: 'GET', path }, () => true);
    const notified = answer?.body['notices'] as NotifiedAt | undefined;
    if (notified !== undefined && isSo(notified)) return;
    await delay(300);
  }
}
