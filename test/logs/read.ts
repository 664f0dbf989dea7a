import { isUnusable, type LogFormat } from '../../src/logs/format/format.js';
import { parseFormat } from '../../src/logs/format/parseFormat.js';

/** A format that has to be usable. */
export function formatOf(written: string): LogFormat {
  const format = parseFormat(written);
  if (isUnusable(format)) throw new Error(`${written}: ${format.fault}`);
  return format;
}

/** Reads one line in a format, times without an offset as UTC. */
export function readIn(written: string) {
  return formatOf(written).open((wallClock) => wallClock);
}
