/** Formats and lines that are made to take long; each is read in milliseconds, or would take minutes and more. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectFormat } from '../../src/logs/format/detect.js';
import { isUnusable } from '../../src/logs/format/format.js';
import { parseFormat } from '../../src/logs/format/parseFormat.js';
import { openUnwrapper } from '../../src/logs/format/unwrap.js';
import { isRequest } from '../../src/logs/reading/line.js';
import { readIn } from './read.js';

const LIMIT_MS = 5_000;

function within<Outcome>(work: () => Outcome): Outcome {
  const began = process.cpuUsage();
  const outcome = work();
  const { user, system } = process.cpuUsage(began);
  expect((user + system) / 1_000).toBeLessThan(LIMIT_MS);
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
    const chunk = fc.constantFrom('a ', ' ', '1', 'a, ', '\\\\', '\\a', ' 1 ');
    fc.assert(
      fc.property(fields, fc.constantFrom(' ', '', ', ', '|'), chunk, (names, between, text) => {
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
  expect(read('2026-11-30 00:00:00 5')).toEqual({ unreadable: 'no line #Fields above it' });
});

/** How many times as long four times as much takes, at its best: 4 where work grows with length, 16 with its square. */
function growth(work: (size: number) => unknown, size: number): number {
  const costOf = (length: number): number => {
    const { user } = process.cpuUsage();
    for (let nth = 0; nth < 5; nth += 1) work(length);
    return process.cpuUsage().user - user;
  };
  work(size);
  let least = Number.POSITIVE_INFINITY;
  for (let nth = 0; nth < 8 && least > 8; nth += 1) {
    const small = Math.max(costOf(size), 200);
    least = Math.min(least, costOf(size * 4) / small);
  }
  return least;
}

const ESCAPE = String.fromCharCode(27);

describe('four times as long a line takes no more than about four times as long', () => {
  it.each([
    ['colours that something follows', 'compose' as const, `${ESCAPE}[m`, 'x'],
    ['colours that end', 'compose' as const, `${ESCAPE}[m`, ''],
    ['colours within colours', 'compose' as const, `${ESCAPE}[`, 'm'],
    ['emails that end colours', 'compose' as const, 'm', ''],
    ['clients without lengths', undefined, '[Client ', ''],
    ['streams that are none', undefined, '"stream":', ''],
  ])('of %s', (_what, wrap, chunk, end) => {
    const start = wrap === undefined ? `[${'x'.repeat(26)}] ` : 'web-1  | ';
    const lineOf = (size: number): string => `${start}${chunk.repeat(size / chunk.length)}${end}`;
    expect(growth((size) => detectFormat([lineOf(size)], wrap), 16_000)).toBeLessThan(9);
  });
});

it('the colours of a terminal are taken off the end, and no others', () => {
  const unwrap = openUnwrapper('compose');
  const red = `${ESCAPE}[31m`;
  expect(unwrap(`${red}web-1  | ${ESCAPE}[0mGET${red} /m${ESCAPE}[0;1m${ESCAPE}[m`)).toBe(`GET${red} /m`);
  expect(unwrap(`web-1  | to them`)).toBe('to them');
  expect(unwrap(`web-1  | ${ESCAPE}[3xm`)).toBe(`${ESCAPE}[3xm`);
});
