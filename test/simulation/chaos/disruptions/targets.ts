import type { Sql } from '../../../../src/platform/sql/sql.js';
import type { SteppedClock } from '../system/clock.js';
import type { Random } from '../../random.js';
import type { Journal } from '../population/journal.js';
import type { Parts } from '../system/parts.js';
import type { Servers } from '../system/servers.js';
import type { Gate } from '../fixture.js';

export interface Targets {
  readonly servers: Servers;
  readonly parts: Parts;
  readonly journal: Journal;
  readonly clock: SteppedClock;
  readonly sql: Sql;
  readonly gate: Gate;
  /** Another build of the same program, to be deployed; undefined where there is none. */
  readonly nextSource?: string;
  /** The disruptions, in order, for the report of a failure. */
  readonly log: string[];
  readonly kinds: DisruptionKinds;
  /** What an operator still has to do when all is over, since it did not work at once. */
  readonly toRepair: Set<'doctor' | 'after-restore'>;
  /** Whether there is a copy of what Temporal knew on another day of this run. */
  isTemporalKept?: boolean;
  isOver(): boolean;
  /** How much of the run is over, from 0 to 1. */
  progress(): number;
}

export type Disruption = (targets: Targets, random: Random) => Promise<void>;

export function logDisruption({ log }: Pick<Targets, 'log'>, what: string): void {
  log.push(`${new Date().toISOString().slice(14, 23)} ${what}`);
}

export type DisruptionKinds =
  'all' | 'brief' | 'hosting' | 'lies' | 'mail' | 'database' | 'temporal' | 'away' | 'weeks';
