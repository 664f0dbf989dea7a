import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../random.js';
import type { LineState } from '../system/proxy.js';
import { floodOutbox, forgetAll, putBackTemporal } from './temporalLoss.js';
import { type DisruptionKinds, type Disruption, logDisruption, type Targets } from './targets.js';

/** From this share of a run on the clock is left alone: what was lost must not be found by a step that wakes everybody. */
export const CLOCK_RESTS_FROM = 0.9;

/** Does one bad thing after the other, with short rests, until it is over. */
export async function injectDisruptions(targets: Targets, random: Random): Promise<void> {
  targets.gate.enter();
  try {
    while (!targets.isOver()) {
      await delay(random.whole(400, 2_500));
      await targets.gate.pass();
      if (targets.isOver()) return;
      await random.pick(DISRUPTIONS[targets.kinds])(targets, random);
    }
  } finally {
    targets.gate.leave();
  }
}

/** Until so much of the run is over, or all of it. */
async function untilProgress(targets: Targets, share: number): Promise<void> {
  while (targets.progress() < share && !targets.isOver()) await delay(50);
}

const killPart: Disruption = (targets, random) => {
  const part = random.pick(targets.parts.names);
  logDisruption(targets, `SIGKILL ${part}`);
  targets.parts.signal(part, 'SIGKILL');
  return Promise.resolve();
};

const PAIRS = [
  ['api-1', 'api-2'],
  ['worker-1', 'worker-2'],
  ['scheduler-1', 'scheduler-2'],
] as const;

/** One of two in turn, some while it starts, so that the other has to go on alone and then the first again. */
const killInTurn: Disruption = async (targets, random) => {
  const pair = random.pick(PAIRS);
  const times = random.whole(4, 10);
  logDisruption(targets, `SIGKILL ${pair[0]} and ${pair[1]} in turn, ${times} times`);
  for (let time = 0; time < times && !targets.isOver(); time += 1) {
    targets.parts.signal(pair[time % 2 === 0 ? 0 : 1], 'SIGKILL');
    await delay(random.whole(200, 2_000));
  }
};

const stopPart: Disruption = async (targets, random) => {
  const part = random.pick(targets.parts.names);
  const forMs = random.whole(300, 3_500);
  logDisruption(targets, `SIGSTOP ${part} for ${forMs} ms`);
  targets.parts.signal(part, 'SIGSTOP');
  await delay(forMs);
  targets.parts.signal(part, 'SIGCONT');
};

const killDatabase: Disruption = async (targets) => {
  logDisruption(targets, 'SIGKILL PostgreSQL');
  targets.servers.postgres.signal('SIGKILL');
  await targets.servers.postgres.restart();
};

const killTemporal: Disruption = async (targets) => {
  logDisruption(targets, 'SIGKILL Temporal');
  targets.servers.temporal.signal('SIGKILL');
  await targets.servers.temporal.restart();
};

const killAll: Disruption = async (targets) => {
  const { parts, servers } = targets;
  logDisruption(targets, 'SIGKILL everything');
  for (const part of parts.names) parts.signal(part, 'SIGKILL');
  servers.postgres.signal('SIGKILL');
  servers.temporal.signal('SIGKILL');
  await Promise.all([servers.postgres.restart(), servers.temporal.restart()]);
};

const cutLine: Disruption = (targets, random) => {
  const name = random.pick(['database', 'temporal', 'mail'] as const);
  logDisruption(targets, `cut every connection to ${name}`);
  targets.servers.lines[name].cut();
  return Promise.resolve();
};

const troubleLine: Disruption = async (targets, random) => {
  const name = random.pick(['database', 'temporal', 'mail'] as const);
  const line = targets.servers.lines[name];
  const state = random.pick<LineState>(['closed', 'frozen']);
  const forMs = random.whole(200, 2_500);
  logDisruption(targets, `the line to ${name} is ${state} for ${forMs} ms`);
  line.become(state);
  await delay(forMs);
  line.become('open');
};

const slowLine: Disruption = async (targets, random) => {
  const line = targets.servers.lines.database;
  const delayMs = random.whole(5, 60);
  logDisruption(targets, `the database answers ${delayMs} ms later`);
  line.slowDown(delayMs);
  await delay(random.whole(500, 2_000));
  line.slowDown(0);
};

const killOthers: Disruption = (targets, random) => {
  const [name, remote] = random.pick([
    ['the mail server', targets.servers.sink],
    ['the hosting', targets.servers.receiver],
  ] as const);
  logDisruption(targets, `SIGKILL ${name}`);
  remote.signal('SIGKILL');
  return Promise.resolve();
};

const troubleMail: Disruption = ({ servers, journal, log }, random) => {
  const { sink } = servers;
  const code = random.chance(0.8) ? 451 : 550;
  if (random.chance(0.5)) {
    log.push(`mail: ${code}`);
    sink.meetNext({ at: random.pick(['recipient', 'content'] as const), code });
    if (code === 550) journal.mailRefused += 1;
  } else {
    log.push('mail: hangs up after the content');
    sink.meetNext({ at: 'hang-up', isKept: random.chance(0.5) });
  }
  return Promise.resolve();
};

const troubleHosting: Disruption = async (targets, random) => {
  const { receiver } = targets.servers;
  logDisruption(targets, 'the hosting is troubled');
  receiver.be(0.5);
  await delay(random.whole(500, 3_000));
  receiver.be(0);
};

/** Until the last order was given: what was confirmed by a lie last of all stays so. */
const lie: Disruption = async (targets) => {
  logDisruption(targets, 'the hosting lies');
  targets.servers.receiver.be(0.6, ['lie']);
  await untilProgress(targets, 1);
  await untilAllAreLookedAt(targets);
};

/** Under load signals wait for some seconds, and orders with them. */
async function untilAllAreLookedAt({ sql }: Targets): Promise<void> {
  for (const until = Date.now() + 15_000; Date.now() < until;) {
    await delay(200);
    const [row] = await sql<{ waits: boolean }[]>`
      select exists (select from outbox)
          or exists (select from accounts where revision <> assessed_revision) as waits`;
    if (row?.waits === false) return;
  }
}

/** Twice the longest retry of one signal: the last signal of each account has to be stored. */
const LAST_SIGNAL_MS = 12_000;

/** From the last look until the workflow has written down what came of it and sleeps. */
const FALLS_ASLEEP_MS = 3_000;

/**
 * First all come to rest, since what is going on when the line closes is done again when it opens, and sees all that
 * was lost. From then on nothing reaches Temporal, until the population is done and everybody has given up sending.
 */
const loseTheWay: Disruption = async (targets) => {
  const { gate } = targets;
  await untilProgress(targets, 0.3);
  gate.leave();
  await gate.shut();
  await untilAllAreLookedAt(targets);
  await delay(FALLS_ASLEEP_MS);
  logDisruption(targets, 'the line to Temporal is closed until the end');
  targets.servers.lines.temporal.become('closed');
  gate.open();
  gate.enter();
  await untilProgress(targets, 1);
  await delay(LAST_SIGNAL_MS);
};

/** Mostly days forward, so that weeks pass; sometimes back by hours, as when a clock was wrong. */
const stepClock: Disruption = async (targets, random) => {
  if (targets.progress() > CLOCK_RESTS_FROM - 0.05) return;
  const isBack = random.chance(0.15);
  const byMs = isBack ? -random.whole(5, 180) * 60_000 : random.whole(10, 80) * 3_600_000;
  logDisruption(
    targets,
    `the clock goes ${isBack ? 'back' : 'on'} by ${Math.abs(byMs / 3_600_000).toFixed(1)} h`,
  );
  await targets.clock.step(byMs);
};

const deploy: Disruption = (targets) => {
  const { nextSource, parts } = targets;
  if (nextSource === undefined || targets.progress() < 0.3) return Promise.resolve();
  logDisruption(targets, 'another build is deployed');
  parts.deploy(nextSource);
  return Promise.resolve();
};

/** What is over within seconds; as often as they stand here. */
const BRIEF: readonly Disruption[] = [
  ...[
    killPart,
    killPart,
    killPart,
    killInTurn,
    killInTurn,
    stopPart,
    stopPart,
    killDatabase,
    killTemporal,
    killAll,
  ],
  ...[cutLine, cutLine, cutLine, troubleLine, troubleLine, slowLine, killOthers],
  ...[troubleMail, troubleMail, troubleMail, troubleHosting, troubleHosting],
  ...[stepClock, stepClock, stepClock],
];

/** Disruptions that last as long as the run; one worker does them. */
export const LASTING: ReadonlySet<DisruptionKinds> = new Set<DisruptionKinds>(['lies', 'away']);

const DISRUPTIONS: Readonly<Record<DisruptionKinds, readonly Disruption[]>> = {
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
