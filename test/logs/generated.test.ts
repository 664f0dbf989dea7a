/** `LOGS=1000000 npx vitest run test/logs/generated.test.ts` runs so many and prints what it met. */
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRequest, isUnusable, type LineReading, parseFormat } from '../../src/logs/index.js';
import { type RandomFormat, type Served, written } from '../generators/logFormats.js';

const RUNS = Number(process.env['LOGS'] ?? 4_000);
/** The long run draws anew each time; the short one tells the same on every machine. */
const SEED = process.env['LOGS'] === undefined ? { seed: 20_261_130 } : {};
const NO_LIMIT = process.env['LOGS'] === undefined ? undefined : 0;

const OWN_NAMES = /^(?:\$server_name|%v)$/;
const HOST_NAMES = /^(?:\$host|%V)$/;

/** The host that the format has to yield: the server's own name of the site before the name that was asked for. */
function hostOf({ names }: RandomFormat, { site, host }: Served): string | undefined {
  if (names.some((name) => OWN_NAMES.test(name))) return site;
  return names.some((name) => HOST_NAMES.test(name)) ? host : undefined;
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
        met.refused += 1;
        const reason = compiled.fault.replace(
          /^.* cannot be read for certain.*/,
          'borders that a visitor could move',
        );
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        return;
      }
      const line = format.write(served);
      const reading: LineReading = compiled.open((wallClock) => wallClock)(line);
      if (!isRequest(reading)) expect(line, format.text).toBe('a line that can be read');
      met.read += 1;
      expect(reading, `${format.text}\n${line}`).toEqual({
        time: served.at,
        size_bytes: served.size,
        host: hostOf(format, served),
      });
    });
    for (let left = RUNS; left > 0; left -= TURN) {
      fc.assert(check, { numRuns: Math.min(left, TURN), ...SEED });
      console.log(`${met.read} lines read back exactly, ${met.refused} in formats that are refused`);
      await setImmediate();
    }
    for (const [reason, count] of reasons) console.log(`  ${count} ${reason}`);
    expect(met.read).toBeGreaterThan(RUNS / 2);
  },
  NO_LIMIT,
);
