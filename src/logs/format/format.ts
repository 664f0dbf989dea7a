import type { LineReading } from '../reading/line.js';
import type { LocalTimeReader } from '../reading/lineTime.js';
import type { Role } from './field.js';

/** Reads the lines of one file in their order, without newline; a carriage return at the end is ignored. */
export type LineReader = (line: string) => LineReading;

/** How one field of a line was interpreted. */
export interface TakenField {
  readonly name: string;
  readonly value: string;
  readonly role?: Role | undefined;
}

/** A declared format, compiled. */
export interface LogFormat {
  /** The name that users know it by. */
  readonly name: string;
  /** Whether its lines name the requested server. */
  readonly namesHost: boolean;
  /** Whether a line can depend on earlier lines, so that a file must be read from its beginning. */
  readonly needsBeginning: boolean;
  readonly open: (readLocalTime: LocalTimeReader) => LineReader;
  /** How the fields of some lines were interpreted; undefined for a line that does not match. */
  readonly explain: (lines: readonly string[]) => readonly (readonly TakenField[] | undefined)[];
}

/** A format that cannot be used, with a sentence that says why and what to do. */
export interface UnusableFormat {
  readonly fault: string;
}

export function isUnusable(format: LogFormat | UnusableFormat): format is UnusableFormat {
  return 'fault' in format;
}
