import type { LocalDate } from '../../src/core/values/zone.js';
import type { LogFormat } from '../../src/logs/format/format.js';
import type { Wrap } from '../../src/logs/format/unwrap.js';

/** The options of one run of `sitetab collect access-log`; see registerCollect.ts for the flags. */
export interface CollectOptions {
  readonly file: string;
  /** The declared format, in its wrapping; undefined: detected from the log. */
  readonly format: LogFormat | undefined;
  readonly wrap: Wrap | undefined;
  /** With hosts: the site for lines whose host belongs to no site. Without: the site for all lines. */
  readonly site: string | undefined;
  readonly rebaseStart: LocalDate | undefined;
  readonly follow: boolean;
  readonly url: string;
  readonly apiKey: string;
  /** The name after `access-log:` in the events' source. */
  readonly sourceName: string;
  readonly stateDir: string;
  /** The zone of times without an offset, and of the days in the summary. */
  readonly timeZone: string;
  /** Host (lower case, no port) to site slug. */
  readonly hosts: ReadonlyMap<string, string>;
  /** If not empty, only lines of these hosts are read. */
  readonly matchHosts: ReadonlySet<string>;
  /** How long lines may wait before they are sent. */
  readonly batchSeconds: number;
}

/** The outside world of the process, so that a test can replace it. */
export interface CollectIo {
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Whether standard error is a terminal, where one line is updated in place. */
  readonly isTerminal: boolean;
  readonly now: () => number;
  /** Aborts when the user stops the run. */
  readonly stop: AbortSignal;
}

/** An end of the run that is explained in one line for the user at the terminal. */
export class CollectFailure extends Error {
  override readonly name = 'CollectFailure';
}

/** The user stopped the run before everything was acknowledged; the next run sends the rest. */
export class CollectInterrupted extends Error {
  override readonly name = 'CollectInterrupted';
}
