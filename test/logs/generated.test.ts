/** `LOGS=1000000 PROPERTY_SEED=7 npx vitest run test/logs/generated.test.ts` runs so many and prints what it met. */
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isUnusable } from '../../src/logs/format/format.js';
import { parseFormat } from '../../src/logs/format/parseFormat.js';
import { isRequest, type LineReading, type LogLine } from '../../src/logs/reading/line.js';
import {
  LINES_A_FORMAT,
  type RandomFormat,
  type Served,
  written,
} from '../simulation/guard/draw/logFormats.js';
import { SEED } from '../setup/seed.js';

const RUNS = Number(process.env['LOGS'] ?? 10_000);
const NO_LIMIT = process.env['LOGS'] === undefined ? undefined : 0;

const OWN_NAMES = /^(?:\$server_name|%v)$/;
const HOST_NAMES = /^(?:\$host|%V)$/;

/** The host that the format has to yield: the server's own name of the site before the requested name. */
function hostOf({ names }: RandomFormat, { site, host }: Served): string | undefined {
  if (names.some((name) => OWN_NAMES.test(name))) return site;
  return names.some((name) => HOST_NAMES.test(name)) ? host : undefined;
}

/** Only what differs is worth the time of a matcher. */
function expectSame(reading: LineReading, right: LogLine, what: string): void {
  const { time, size_bytes, host } = right;
  if (
    isRequest(reading) &&
    reading.time === time &&
    reading.size_bytes === size_bytes &&
    reading.host === host
  )
    return;
  expect(reading, what).toEqual(right);
}

/** The long run tells how far it is in between, or it would be taken for dead. */
const TURN = 20_000;

it(
  'every format that is not refused reads back exactly what a server wrote, whatever a visitor chose',
  async () => {
    const met = { read: 0, refused: 0 };
    const reasons = new Map<string, number>();
    const check = fc.property(written, ({ format, served }) => {
      const compiled = parseFormat(format.text);
      if (isUnusable(compiled)) {
        met.refused += served.length;
        const reason = compiled.fault.replace(
          /^.* cannot be read for certain.*/,
          'borders that a visitor could move',
        );
        reasons.set(reason, (reasons.get(reason) ?? 0) + served.length);
        return;
      }
      const read = compiled.open((wallClock) => wallClock);
      for (const one of served) {
        const line = format.write(one);
        const right = { time: one.at, size_bytes: one.size, host: hostOf(format, one) };
        expectSame(read(line), right, `${format.text}\n${line}`);
      }
      met.read += served.length;
    });
    for (let left = RUNS; left > 0; left -= TURN) {
      fc.assert(check, { numRuns: Math.min(left, TURN) / LINES_A_FORMAT, seed: SEED + left });
      console.log(`${met.read} lines read back exactly, ${met.refused} drawn in formats that are refused`);
      await setImmediate();
    }
    for (const [reason, count] of reasons) console.log(`  ${count} ${reason}`);
    expect(met.read).toBeGreaterThan(RUNS / 2);
  },
  NO_LIMIT,
);
