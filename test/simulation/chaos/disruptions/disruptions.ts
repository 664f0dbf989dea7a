import { setTimeout as delay } from 'node:timers/promises';
import type { Dice } from '../../random.js';
import type { LineState } from '../system/proxy.js';
import { floodOutbox, forgetAll, putBackTemporal } from './temporalLoss.js';
import { type MischiefKinds, type Misdeed, tell, type Victims } from './targets.js';

/** From this share of a run on the clock is left alone: what was lost must not be found by a step that wakes everybody. */
export const CLOCK_RESTS_FROM = 0.9;

/** Does one bad thing after the other, with short rests, until it is over. */
export async function makeMischief(victims: Victims, dice: Dice): Promise<void> {
  victims.gate.enter();
  try {
    while (!victims.isOver()) {
      await delay(dice.whole(400, 2_500));
      await victims.gate.pass();
      if (victims.isOver()) return;
      await dice.pick(MISDEEDS[victims.kinds])(victims, dice);
    }
  } finally {
    victims.gate.leave();
  }
}

/** Until so much of the run is over, or all of it. */
async function untilProgress(victims: Victims, share: number): Promise<void> {
  while (victims.progress() < share && !victims.isOver()) await delay(50);
}

const killPart: Misdeed = (victims, dice) => {
  const part = dice.pick(victims.parts.names);
  tell(victims, `SIGKILL ${part}`);
  victims.parts.signal(part, 'SIGKILL');
  return Promise.resolve();
};

const stopPart: Misdeed = async (victims, dice) => {
  const part = dice.pick(victims.parts.names);
  const forMs = dice.whole(300, 3_500);
  tell(victims, `SIGSTOP ${part} for ${forMs} ms`);
  victims.parts.signal(part, 'SIGSTOP');
  await delay(forMs);
  victims.parts.signal(part, 'SIGCONT');
};

const killDatabase: Misdeed = async (victims) => {
  tell(victims, 'SIGKILL PostgreSQL');
  victims.servers.postgres.signal('SIGKILL');
  await victims.servers.postgres.restart();
};

const killTemporal: Misdeed = async (victims) => {
  tell(victims, 'SIGKILL Temporal');
  victims.servers.temporal.signal('SIGKILL');
  await victims.servers.temporal.restart();
};

const killAll: Misdeed = async (victims) => {
  const { parts, servers } = victims;
  tell(victims, 'SIGKILL everything');
  for (const part of parts.names) parts.signal(part, 'SIGKILL');
  servers.postgres.signal('SIGKILL');
  servers.temporal.signal('SIGKILL');
  await Promise.all([servers.postgres.restart(), servers.temporal.restart()]);
};

const cutLine: Misdeed = (victims, dice) => {
  const name = dice.pick(['database', 'temporal', 'mail'] as const);
  tell(victims, `cut every connection to ${name}`);
  victims.servers.lines[name].cut();
  return Promise.resolve();
};

const troubleLine: Misdeed = async (victims, dice) => {
  const name = dice.pick(['database', 'temporal', 'mail'] as const);
  const line = victims.servers.lines[name];
  const state = dice.pick<LineState>(['closed', 'frozen']);
  const forMs = dice.whole(200, 2_500);
  tell(victims, `the line to ${name} is ${state} for ${forMs} ms`);
  line.become(state);
  await delay(forMs);
  line.become('open');
};

const slowLine: Misdeed = async (victims, dice) => {
  const line = victims.servers.lines.database;
  const delayMs = dice.whole(5, 60);
  tell(victims, `the database answers ${delayMs} ms later`);
  line.slowDown(delayMs);
  await delay(dice.whole(500, 2_000));
  line.slowDown(0);
};

const killOthers: Misdeed = (victims, dice) => {
  const [name, remote] = dice.pick([
    ['the mail server', victims.servers.sink],
    ['the hosting', victims.servers.receiver],
  ] as const);
  tell(victims, `SIGKILL ${name}`);
  remote.signal('SIGKILL');
  return Promise.resolve();
};

const troubleMail: Misdeed = ({ servers, journal, told }, dice) => {
  const { sink } = servers;
  const code = dice.chance(0.8) ? 451 : 550;
  if (dice.chance(0.5)) {
    told.push(`mail: ${code}`);
    sink.meetNext({ at: dice.pick(['recipient', 'content'] as const), code });
    if (code === 550) journal.mailRefused += 1;
  } else {
    told.push('mail: hangs up after the content');
    sink.meetNext({ at: 'hang-up', isKept: dice.chance(0.5) });
  }
  return Promise.resolve();
};

const troubleHosting: Misdeed = async (victims, dice) => {
  const { receiver } = victims.servers;
  tell(victims, 'the hosting is troubled');
  receiver.be(0.5);
  await delay(dice.whole(500, 3_000));
  receiver.be(0);
};

/** Until the last order was given: what was confirmed by a lie last of all stays so. */
const lie: Misdeed = async (victims) => {
  tell(victims, 'the hosting lies');
  victims.servers.receiver.be(0.6, ['lie']);
  await untilProgress(victims, 1);
  await untilAllAreLookedAt(victims);
};

/** Under load signals wait for some seconds, and orders with them. */
async function untilAllAreLookedAt({ sql }: Victims): Promise<void> {
  for (const until = Date.now() + 15_000; Date.now() < until;) {
    await delay(200);
    const [row] = await sql<{ waits: boolean }[]>`
      select exists (select from outbox)
          or exists (select from accounts where revision <> assessed_revision) as waits`;
    if (row?.waits === false) return;
  }
}

/** Longer than anybody tries to send one signal, twice over: the last of each account has to be kept somewhere. */
const LAST_SIGNAL_MS = 12_000;

/** From the last look until the workflow has written down what came of it and sleeps. */
const FALLS_ASLEEP_MS = 3_000;

/**
 * First all come to rest, since what is going on when the line closes is done again when it opens, and sees all that
 * was lost. From then on nothing reaches Temporal, until the crowd is done and everybody has given up sending.
 */
const loseTheWay: Misdeed = async (victims) => {
  const { gate } = victims;
  await untilProgress(victims, 0.3);
  gate.leave();
  await gate.shut();
  await untilAllAreLookedAt(victims);
  await delay(FALLS_ASLEEP_MS);
  tell(victims, 'the line to Temporal is closed until the end');
  victims.servers.lines.temporal.become('closed');
  gate.open();
  gate.enter();
  await untilProgress(victims, 1);
  await delay(LAST_SIGNAL_MS);
};

/** Mostly days forward, so that weeks pass; sometimes back by hours, as when a clock was wrong. */
const stepClock: Misdeed = async (victims, dice) => {
  if (victims.progress() > CLOCK_RESTS_FROM - 0.05) return;
  const isBack = dice.chance(0.15);
  const byMs = isBack ? -dice.whole(5, 180) * 60_000 : dice.whole(10, 80) * 3_600_000;
  tell(victims, `the clock goes ${isBack ? 'back' : 'on'} by ${Math.abs(byMs / 3_600_000).toFixed(1)} h`);
  await victims.clock.step(byMs);
};

const deploy: Misdeed = (victims) => {
  const { nextSource, parts } = victims;
  if (nextSource === undefined || victims.progress() < 0.3) return Promise.resolve();
  tell(victims, 'another build is deployed');
  parts.deploy(nextSource);
  return Promise.resolve();
};

/** What is over within seconds; as often as they stand here. */
const BRIEF: readonly Misdeed[] = [
  ...[killPart, killPart, killPart, killPart, stopPart, stopPart, killDatabase, killTemporal, killAll],
  ...[cutLine, cutLine, cutLine, troubleLine, troubleLine, slowLine, killOthers],
  ...[troubleMail, troubleMail, troubleMail, troubleHosting, troubleHosting],
  ...[stepClock, stepClock, stepClock],
];

/** One misdeed that lasts as long as the run; one hand does it. */
export const LASTING: ReadonlySet<MischiefKinds> = new Set<MischiefKinds>(['lies', 'away']);

const MISDEEDS: Readonly<Record<MischiefKinds, readonly Misdeed[]>> = {
  all: [...BRIEF, deploy, floodOutbox, forgetAll, putBackTemporal],
  brief: BRIEF,
  hosting: [troubleHosting],
  lies: [lie],
  mail: [troubleMail],
  database: [killDatabase],
  temporal: [killTemporal],
  away: [loseTheWay],
  weeks: [stepClock],
};
