import { setTimeout as delay } from 'node:timers/promises';
import { monthsOf, runwayDays } from '../checker/arithmetic.js';
import { nowOf, type World } from '../fixture.js';
import type { Dice } from '../../random.js';
import type { Life, PostKind } from './journal.js';
import { noteAnswer, post, send } from './posting.js';

const WAIT_MS = 6_000;
const END_MS = 20_000;

/**
 * A client whose limit date the model knows without asking: they run low, are warned, pay, and run low again, by
 * charges and as time passes. At the end some have just paid and some have just run low.
 */
export async function liveQuietly(world: World, life: Life, dice: Dice): Promise<void> {
  await askAgain(world, life);
  while (!world.isOver()) {
    await world.gate?.pass();
    await turn(world, life, dice);
    await delay(dice.whole(100, 800));
  }
  await end(world, life, dice);
}

/**
 * However slow the machine was: each is warned once more and pays, so that a warning has to be taken back; some then
 * run low again, so that another one has to come.
 */
async function end(world: World, life: Life, dice: Dice): Promise<void> {
  if (runway(world, life) > 6.5) await runLow(world, life, dice);
  await untilSaid(world, life, ({ week, day }) => week !== null || day !== null, END_MS);
  await payUp(world, life, dice, END_MS);
  if (dice.chance(0.3)) await runLow(world, life, dice);
}

async function turn(world: World, life: Life, dice: Dice): Promise<void> {
  const left = runway(world, life);
  if (left > 8.5) {
    if (dice.chance(0.5)) await runLow(world, life, dice);
    return;
  }
  // The client is warned first, as long as that is to be expected.
  if (left > 0 && left < 6.5) await untilSaid(world, life, (told) => told.week !== null || told.day !== null);
  if (left < 0.5 || dice.chance(0.6)) await payUp(world, life, dice);
}

async function payUp(world: World, life: Life, dice: Dice, waitMs = WAIT_MS): Promise<void> {
  await bringTo(world, life, dice, 10 + dice.next() * 15);
  await untilSaid(world, life, (told) => told.week === null && told.day === null, waitMs);
}

function runLow(world: World, life: Life, dice: Dice): Promise<void> {
  return bringTo(world, life, dice, 0.4 + dice.next() * 6);
}

async function bringTo(world: World, life: Life, dice: Dice, wantedDays: number): Promise<void> {
  const due = postFor(wantedDays - runway(world, life));
  if (due !== undefined) await post(world, life, dice, due.kind, due.amount);
  await askAgain(world, life);
}

/** What nobody waited for, or had no answer at the end of the run: how much is left depends on it. */
async function askAgain(world: World, life: Life): Promise<void> {
  for (const note of life.posts.filter(({ entryId }) => entryId === null))
    noteAnswer(world, life, note, await send(world, life, note, () => false));
}

/** What makes the credit last so many days longer, or shorter: a month's 30.00 make a day cost about 1.00. */
export function postFor(days: number): { kind: PostKind; amount: bigint } | undefined {
  const amount = Math.round(days * 100);
  if (amount === 0 || !Number.isFinite(amount)) return undefined;
  return { kind: amount > 0 ? 'payment' : 'charge', amount: BigInt(amount) };
}

/** By what was answered. */
function runway(world: World, life: Life): number {
  const now = nowOf(world);
  const settled = BigInt(Math.max(0, monthsOf(life, now).length - 1)) * life.plan.monthly;
  const posted = life.posts.reduce((sum, { entryId, amount }) => (entryId === null ? sum : sum + amount), 0n);
  return runwayDays(life, posted - settled, now);
}

interface Told {
  readonly week: unknown;
  readonly day: unknown;
}

/** Looks until the account is as it should be, but not for ever: what is wrong is for the checker to say. */
async function untilSaid(
  world: World,
  life: Life,
  isSo: (told: Told) => boolean,
  waitMs = WAIT_MS,
): Promise<void> {
  const path = `/v1/accounts/${life.accountId ?? ''}`;
  for (const until = Date.now() + waitMs; Date.now() < until && !(world.isOver() && waitMs === WAIT_MS);) {
    const answer = await world.client.ask({ method: 'GET', path }, () => true);
    const told = answer?.body['notices'] as Told | undefined;
    if (told !== undefined && isSo(told)) return;
    await delay(300);
  }
}
