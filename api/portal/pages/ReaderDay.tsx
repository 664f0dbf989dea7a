import type { Instant } from '../../../src/core/values/zone.js';
import type { Reader } from '../reader.js';

interface DayProps {
  readonly reader: Reader;
  readonly at: Instant;
  readonly now?: Instant;
}

/** A day as the reader writes it, with the exact instant as its tooltip. */
export function ReaderDay({ reader, at, now }: DayProps) {
  return (
    <time datetime={new Date(at).toISOString()} title={reader.exact(at)}>
      {reader.day(at, now)}
    </time>
  );
}
