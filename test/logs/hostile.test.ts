/** Formats and lines that are made to take long; each is read in milliseconds, or would take minutes and more. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRequest, isUnusable, parseFormat } from '../../src/logs/index.js';
import { readIn } from './read.js';

const LIMIT_MS = 5_000;

function within<Outcome>(work: () => Outcome): Outcome {
  const began = performance.now();
  const outcome = work();
  expect(performance.now() - began).toBeLessThan(LIMIT_MS);
  return outcome;
}

const NGINX = [
  '$request',
  '$http_user_agent',
  '$http_referer',
  '$a',
  '$upstream_addr',
  '$request_time',
  '$host',
];
const BEFORE = '$time_iso8601 $bytes_sent ';
const START = '2026-11-30T00:00:00+00:00 5 ';

describe('a line takes no longer to read than it is long', () => {
  it('where many values stand side by side without quotes', () => {
    const read = readIn(`${BEFORE}$a $b $c $d $e $f`);
    const reading = within(() => read(`${START}${'a '.repeat(30_000)}"`));
    expect(reading).toEqual({ unreadable: 'not in this format' });
    expect(isRequest(within(() => read(`${START}${'a '.repeat(30_000)}`)))).toBe(true);
  });

  it('where they follow each other at once, or a user’s name is among them', () => {
    for (const text of [`${BEFORE}$a$b$c$d$e`, '%t %O %{A}i %u %{B}i %{C}i %{D}i']) {
      const start = text.startsWith('%') ? '[30/Nov/2026:00:00:00 +0000] 5 ' : START;
      within(() => readIn(text)(`${start}${'a "" '.repeat(10_000)}"`));
    }
  });

  it('in any format of fields without quotes', () => {
    const fields = fc.array(fc.constantFrom(...NGINX), { minLength: 2, maxLength: 8 });
    const piece = fc.constantFrom('a ', ' ', '1', 'a, ', '\\\\', '\\a', ' 1 ');
    fc.assert(
      fc.property(fields, fc.constantFrom(' ', '', ', ', '|'), piece, (names, between, text) => {
        const format = parseFormat(`${BEFORE}${names.join(between)}`);
        if (isUnusable(format)) return;
        within(() => format.open((wallClock) => wallClock)(`${START}${text.repeat(2_000)}"`));
      }),
      { numRuns: 200 },
    );
  });
});

it('a user’s name that is empty stands as it did among values without borders', () => {
  const read = readIn('%t %O "%{A}i %u %{B}i" %s');
  expect(isRequest(read('[30/Nov/2026:00:00:00 +0000] 5 "one "" two" 200'))).toBe(true);
  expect(isRequest(read('[30/Nov/2026:00:00:00 +0000] 5 "one \\" - two" 200'))).toBe(true);
});

it('the text of a format is read at once, however many backslashes are in it', () => {
  const format = within(() => parseFormat(`LogFormat "%t %O ${String.raw`\a`.repeat(1_000)}`));
  // The quote in it is never closed.
  expect(isUnusable(format)).toBe(true);
});

it('a time without end is no time', () => {
  const read = readIn('ndjson:time=ts,size=bytes');
  for (const time of ['9'.repeat(400), '9'.repeat(308)])
    expect(read(`{"ts":${time},"bytes":5}`)).toEqual({ unreadable: 'no such time' });
});

it('a line of fields that holds nothing but spaces is read at once', () => {
  const read = readIn('w3c');
  within(() => read(`#Fields:${' '.repeat(60_000)}`));
  expect(read('2026-11-30 00:00:00 5')).toEqual({ unreadable: 'not in this format' });
});
