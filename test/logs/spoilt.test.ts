import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRequest } from '../../src/logs/reading/line.js';
import { readIn } from './read.js';

/** Text formats and JSON ones, to be spoilt. */
const LINES = [
  '192.0.2.7 - ann [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 203 "-" "agent"',
  'shop.example:443 2001:db8::1 - - [17/May/2015:10:05:03 +0530] "GET /\\"x HTTP/2" 404 18446744073709551616 "-" "a"',
  '{"request_id":"a1","msec":"1431857103.250","host":"Shop.example","bytes_sent":"203"}',
  '{"ts":1431857103.9,"request":{"host":"shop.example","uri":"/"},"size":203}',
  '{"time":"2015-05-17 10:05:03","host":"shop.example","bytes":9007199254740993}',
];

const CHUNKS = [
  '"',
  '\\',
  ' ',
  '[',
  ']',
  '-',
  '9',
  '1e9',
  '{',
  '}',
  ':',
  ',',
  '\0',
  '\xff',
  '"bytes":7',
  ' 200 1 ',
];

/** A line with some pieces put in, taken out or said twice. */
const spoilt = fc
  .tuple(
    fc.constantFrom(...LINES),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.constantFrom(...CHUNKS)), { maxLength: 6 }),
  )
  .map(([line, changes]) =>
    changes.reduce((text, [place, cut, chunk]) => {
      const at = place % (text.length + 1);
      return text.slice(0, at) + chunk + text.slice(at + cut);
    }, line),
  );

const READERS = [
  'combined',
  'vhost_combined',
  'lighttpd',
  'caddy',
  'time=time|msec,size=bytes_sent|bytes,host=host',
].map(readIn);

function read(line: string) {
  const readings = READERS.map((reader) => reader(line));
  return readings.find(isRequest) ?? readings[0];
}

it('counts no more bytes than the line has, in whole numbers, and the same for the same line', () => {
  fc.assert(
    fc.property(spoilt, (line) => {
      const first = read(line);
      expect(read(line)).toEqual(first);
      if (first === undefined || !isRequest(first)) return;
      const { size_bytes: size, time } = first;
      expect(Number.isSafeInteger(size) && size >= 0).toBe(true);
      expect(Number.isFinite(time)).toBe(true);
      // The number stands in the line, with any zeros written before it.
      const said = [...line.matchAll(/\d+(?:e\d+)?/g)].map(([text]) => Number(text));
      if (size > 0) expect(said).toContain(size);
    }),
    { numRuns: 3_000 },
  );
});

it('takes a time that grows with the line, not with its square, whatever is repeated in it', () => {
  const times = ['[', '"', '\\', '\\"', '[17/May/2015:10:05:03] "', '" 200 ', '{"a":', '{"bytes":"1",'].map(
    (chunk) => {
      const line = `${chunk}${chunk.repeat(300_000 / chunk.length)} x`;
      const before = process.cpuUsage();
      read(line);
      read(`{${line}`);
      const { user, system } = process.cpuUsage(before);
      return [chunk, (user + system) / 1_000] as const;
    },
  );
  // A square of 300,000 would be minutes; what is linear takes a few milliseconds.
  for (const [chunk, ms] of times) expect(ms, chunk).toBeLessThan(2_000);
});
