import type { LocalDate } from '../../src/core/values/zone.js';
import type { LogFormat } from '../../src/logs/format/format.js';
import type { Wrap } from '../../src/logs/format/unwrap.js';

/** What one run of `sitetab collect access-log` is asked to do; see `index.ts` for the flags behind it. */
export interface CollectOptions {
  readonly file: string;
  /** The format as it was declared, in its wrapping; undefined: as the log shows it. */
  readonly format: LogFormat | undefined;
  readonly wrap: Wrap | undefined;
  /** With hosts: where lines go whose host belongs to no site. Without: where all lines go. */
  readonly site: string | undefined;
  readonly rebaseStart: LocalDate | undefined;
  readonly follow: boolean;
  readonly url: string;
  readonly apiKey: string;
  /** The name behind `access-log:` in the events' source. */
  readonly sourceName: string;
  readonly stateDir: string;
  /** The zone of times without an offset, and of the days in the summary. */
  readonly timeZone: string;
  /** Host (lower case, no port) to site slug. */
  readonly hosts: ReadonlyMap<string, string>;
  /** When not empty, only lines of these hosts are read. */
  readonly matchHosts: ReadonlySet<string>;
  /** How long lines may wait before they are sent. */
  readonly batchSeconds: number;
}

/** What lies outside the process, so that a test can stand in for it. */
export interface CollectIo {
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Whether standard error is a terminal, where one line is kept up to date. */
  readonly isTerminal: boolean;
  readonly now: () => number;
  /** Aborts when the user wants it to end. */
  readonly stop: AbortSignal;
}

/** An end of the run that is explained in one line for the person at the terminal. */
export class CollectFailure extends Error {
  override readonly name = 'CollectFailure';
}

/** The user asked to stop before everything was acknowledged; what is missing is sent by the next run. */
export class CollectInterrupted extends Error {
  override readonly name = 'CollectInterrupted';
}
