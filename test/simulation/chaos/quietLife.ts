import { setTimeout as delay } from 'node:timers/promises';
import { monthsOf, runwayDays } from './arithmetic.js';
import { nowOf, type World } from './world.js';
import type { Dice } from './dice.js';
import type { Life } from './journal.js';
import { post } from './posting.js';

const WAIT_MS = 6_000;
const END_MS = 20_000;

/**
 * A client whose limit date the model knows without asking: they run low, are warned, pay, and run low again, by
 * charges and as time passes. At the end some have just paid and some have just run low.
 */
export async function liveQuietly(world: World, life: Life, dice: Dice): Promise<void> {
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
  const left = runway(world, life);
  if (left > 6.5) await runLow(world, life, dice, left);
  await untilSaid(world, life, ({ week, day }) => week !== null || day !== null, END_MS);
  await payUp(world, life, dice, END_MS);
  if (dice.chance(0.3)) await runLow(world, life, dice, runway(world, life));
}

async function turn(world: World, life: Life, dice: Dice): Promise<void> {
  const left = runway(world, life);
  if (left > 8.5) {
    if (dice.chance(0.5)) await runLow(world, life, dice, left);
    return;
  }
  // The client is warned first, as long as that is to be expected.
  if (left > 0 && left < 6.5) await untilSaid(world, life, (told) => told.week !== null || told.day !== null);
  if (left < 0.5 || dice.chance(0.6)) await payUp(world, life, dice);
}

async function payUp(world: World, life: Life, dice: Dice, waitMs = WAIT_MS): Promise<void> {
  const missing = (10 + dice.next() * 15 - runway(world, life)) * 100;
  await post(world, life, dice, 'payment', BigInt(Math.round(missing)));
  await untilSaid(world, life, (told) => told.week === null && told.day === null, waitMs);
}

async function runLow(world: World, life: Life, dice: Dice, left: number): Promise<void> {
  const wanted = 0.4 + dice.next() * 6;
  await post(world, life, dice, 'charge', -BigInt(Math.round((left - wanted) * 100)));
}

/** By what was answered; a charge or payment whose answer nobody waits for is left out. */
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
