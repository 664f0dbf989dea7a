import { setTimeout as delay } from 'node:timers/promises';
import type { Dice } from './dice.js';
import type { Journal } from './journal.js';
import type { Parts } from './parts.js';
import type { LineState } from './proxy.js';
import type { Servers } from './servers.js';

export interface Victims {
  readonly servers: Servers;
  readonly parts: Parts;
  readonly journal: Journal;
  /** What was done to them, in order, for whoever reads a failure. */
  readonly told: string[];
  readonly kinds: MischiefKinds;
  isOver(): boolean;
  /** The last third has begun. */
  isLate(): boolean;
}

type Misdeed = (victims: Victims, dice: Dice) => Promise<void>;

/** Does one bad thing after the other, with short rests, until it is over. */
export async function makeMischief(victims: Victims, dice: Dice): Promise<void> {
  while (!victims.isOver()) {
    await delay(dice.whole(400, 2_500));
    if (victims.isOver()) return;
    await dice.pick(MISDEEDS[victims.kinds])(victims, dice);
  }
}

function tell({ told }: Victims, what: string): void {
  told.push(`${new Date().toISOString().slice(14, 23)} ${what}`);
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

/** Not towards the end: the pause before a site is told again belongs to the hosting's own trouble, not to recovery. */
const troubleHosting: Misdeed = async (victims, dice) => {
  if (victims.isLate()) return;
  const { receiver } = victims.servers;
  tell(victims, 'the hosting is troubled');
  receiver.trouble = 0.5;
  await delay(dice.whole(500, 3_000));
  receiver.trouble = 0;
};

export type MischiefKinds = 'all' | 'hosting' | 'mail' | 'database' | 'temporal';

/** As often as they stand here. */
const MISDEEDS: Readonly<Record<MischiefKinds, readonly Misdeed[]>> = {
  all: [
    ...[killPart, killPart, killPart, killPart, stopPart, stopPart, killDatabase, killTemporal, killAll],
    ...[cutLine, cutLine, cutLine, troubleLine, troubleLine, slowLine],
    ...[troubleMail, troubleMail, troubleMail, troubleHosting, troubleHosting],
  ],
  hosting: [troubleHosting],
  mail: [troubleMail],
  database: [killDatabase],
  temporal: [killTemporal],
};
