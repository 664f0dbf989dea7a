import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter, LINE_MAX_BYTES } from '../../src/logs/reading/splitLines.js';
import { createLocalTimeReader } from '../../src/logs/reading/zoneOffset.js';
import { clfTime } from '../collect/support.js';
import { readIn } from './read.js';

const AT = Date.parse('2015-05-17T10:05:03Z');

describe('text lines', () => {
  const [combined, withHost] = [readIn('combined'), readIn('vhost_combined')];
  const read = (line: string) => (/^\S+ - /.test(line) ? combined(line) : withHost(line));
  const tail = '"GET / HTTP/1.1" 200 203 "-" "agent"';
  it.each([
    ['combined', `192.0.2.7 - - [17/May/2015:10:05:03 +0000] ${tail}`, undefined],
    ['common', '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 203', undefined],
    ['with fields of its own', `192.0.2.7 - - [17/May/2015:10:05:03 +0000] ${tail} 0.004 "x"`, undefined],
    ['IPv6', `2001:db8::80 - - [17/May/2015:10:05:03 +0000] ${tail}`, undefined],
    ['a user', `192.0.2.7 - ann [17/May/2015:10:05:03 +0000] ${tail}`, undefined],
    ['a user with a space', `192.0.2.7 - ann lee [17/May/2015:10:05:03 +0000] ${tail}`, undefined],
    ['vhost_combined', `Shop.Example:443 192.0.2.7 - - [17/May/2015:10:05:03 +0000] ${tail}`, 'shop.example'],
    [
      'vhost and IPv6',
      `shop.example:80 2001:db8::1 - - [17/May/2015:10:05:03 +0000] ${tail}`,
      'shop.example',
    ],
    ['vhost without port', `shop.example 192.0.2.7 - - [17/May/2015:10:05:03 +0000] ${tail}`, 'shop.example'],
    ['an IPv6 vhost', `[2001:db8::1]:80 192.0.2.7 - - [17/May/2015:10:05:03 +0000] ${tail}`, '[2001:db8::1]'],
    ['another offset', `192.0.2.7 - - [17/May/2015:15:35:03 +0530] ${tail}`, undefined],
    ['an offset over midnight', `192.0.2.7 - - [16/May/2015:23:05:03 -1100] ${tail}`, undefined],
    ['no offset', `192.0.2.7 - - [17/May/2015:10:05:03] ${tail}`, undefined],
    ['a fraction', `192.0.2.7 - - [17/May/2015:10:05:03.123 +0000] ${tail}`, undefined],
    [
      'escaped quotes',
      `192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET /\\" 200 9 \\"x" 200 203 "-" "a"`,
      undefined,
    ],
    ['an empty request', `192.0.2.7 - - [17/May/2015:10:05:03 +0000] "" 408 203 "-" "-"`, undefined],
    [
      'binary junk',
      `192.0.2.7 - - [17/May/2015:10:05:03 +0000] "\\x16\\x03\xff\x00" 400 203 "-" "\xfe"`,
      undefined,
    ],
    [
      'a forged user',
      `192.0.2.7 - x [01/Jan/2011:00:00:00 +0000] \\"G\\" 200 9 [17/May/2015:10:05:03 +0000] ${tail}`,
      undefined,
    ],
  ])('reads %s', (_name, line, host) => {
    expect(read(line)).toEqual({ time: AT, size_bytes: 203, host });
  });

  it('takes a dash for no bytes', () => {
    expect(read('h - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 304 - "-" "-"')).toMatchObject({
      size_bytes: 0,
    });
  });

  it.each([
    ['', 'not in this format'],
    ['hello', 'not in this format'],
    ['\x00\xff\x16', 'not in this format'],
    ['h - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1"', 'not in this format'],
    ['h - - [17/May/2015:10:05:03 +0000] "GET /"x" HTTP/1.1" 200 203 "-"', 'not in this format'],
    ['h - - [17/May/2015:10:05:03 +0000] "GET /" 200 5 "x" 200 203 "-" "-"', 'two possible readings'],
    ['h - - [30/Feb/2015:10:05:03 +0000] "GET /" 200 1', 'no such time'],
    ['h - - [17/May/2015:24:05:03 +0000] "GET /" 200 1', 'no such time'],
    ['h - - [17/Mai/2015:10:05:03 +0000] "GET /" 200 1', 'no such time'],
    ['h - - [17/May/2015:10:05:03 +000x] "GET /" 200 1', 'no such time'],
    ['h - - [17/May/2015:10:05:03 +0000] "GET /" 200 -1', 'no usable size'],
    ['h - - [17/May/2015:10:05:03 +0000] "GET /" 200 1x', 'no usable size'],
    ['h - - [17/May/2015:10:05:03 +0000] "GET /" 200 10000000000001', 'no usable size'],
    ['h - - [17/May/2015:10:05:03 +0000] "GET /" 200 18446744073709551615', 'no usable size'],
  ])('returns the reason: %j', (line, unreadable) => {
    expect(read(line)).toMatchObject({ unreadable });
  });

  const field = fc.string({ unit: 'binary-ascii', maxLength: 60 });
  const escape = (text: string): string =>
    text
      .replace(/[\\"]/g, '\\$&')
      .replace(/[^ -~]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
  const address = fc.oneof(
    fc.ipV4(),
    fc.ipV6().filter((text) => text.includes(':')),
  );
  const anyLine = fc.record({
    address,
    user: field.map((text) => escape(text).trim() || '-'),
    request: field,
    agent: field,
    second: fc.integer({ min: 0, max: 4_102_444_799 }),
    offset_min: fc.integer({ min: -12 * 60, max: 14 * 60 }),
    status: fc.integer({ min: 100, max: 599 }),
    size: fc.option(fc.nat({ max: 2 ** 40 })),
    host: fc.option(fc.domain()),
  });

  it('reads back whatever a server writes', () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        const sign = line.offset_min < 0 ? '-' : '+';
        const [hours, minutes] = [Math.floor(Math.abs(line.offset_min) / 60), Math.abs(line.offset_min) % 60];
        const wallClock = line.second * 1_000 + line.offset_min * 60_000;
        fc.pre(wallClock >= 0);
        const offset = `${sign}${String(hours).padStart(2, '0')}${String(minutes).padStart(2, '0')}`;
        const time = clfTime(wallClock).replace('+0000', offset);
        const host = line.host === null ? '' : `${line.host}:443 `;
        const text = `${host}${line.address} - ${line.user} [${time}] "${escape(line.request)}" ${line.status} ${line.size ?? '-'} "-" "${escape(line.agent)}"`;
        expect((line.host === null ? combined : withHost)(text)).toEqual({
          time: line.second * 1_000,
          size_bytes: line.size ?? 0,
          host: line.host === null ? undefined : line.host.toLowerCase(),
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('never throws, whatever it is given', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(fc.constantFrom('[', ']', '"', '\\', ' ', '17/May/2015:10:05:03', '{', '1', '-', ':'), {
          maxLength: 60,
        })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(
        anything,
        (text) => typeof combined(text) === 'object' && typeof withHost(text) === 'object',
      ),
      { numRuns: 5_000 },
    );
  });
});

describe('JSON lines', () => {
  it.each([
    [
      'nginx, as facts recommend',
      'time=msec,size=bytes_sent,host=host',
      '{"request_id":"a1","msec":"1431857103.250","host":"Shop.example","bytes_sent":"203"}',
    ],
    [
      'nginx with numbers',
      'time=msec,size=bytes_sent,host=host',
      '{"msec":1431857103.25,"host":"shop.example:443","bytes_sent":203}',
    ],
    [
      'an ISO time',
      'ndjson:time=at,size=sent,host=vhost',
      '{"at":"2015-05-17T12:05:03+02:00","vhost":"shop.example","sent":203}',
    ],
    [
      'objects in objects, and names with dots',
      'ndjson time=@timestamp,size=http.bytes,host=url.domain',
      '{"@timestamp":"2015-05-17T10:05:03.123Z","url.domain":"shop.example","http":{"a":[{"bytes":1}],"bytes":"203"}}',
    ],
    [
      'Caddy',
      'caddy',
      '{"logger":"http.log.access","ts":1431857103.9,"request":{"host":"shop.example"},"size":203}',
    ],
    [
      'Traefik',
      'traefik',
      '{"StartUTC":"2015-05-17T10:05:03.5Z","RequestHost":"shop.example","DownstreamContentSize":203}',
    ],
    [
      'Matomo’s recipe',
      'matomo',
      '{"ip":"192.0.2.1","host":"shop.example","path":"/","status":"200","referrer":"-","user_agent":"-","length":203,"generation_time_milli":0.0,"date":"2015-05-17T10:05:03+00:00"}',
    ],
    [
      'escapes of nginx',
      'time=msec,size=bytes_sent,host=host',
      '{"agent":"\\x22\\xff\\"","msec":"1431857103","host":"shop.example","bytes_sent":"203"}',
    ],
    [
      'a zone-less time',
      'time=time,size=bytes,host=host',
      '{"time":"2015-05-17 10:05:03","host":"shop.example","bytes":203}',
    ],
  ])('reads %s', (_name, format, line) => {
    const parsed = readIn(format)(line);
    expect(parsed).toMatchObject({ size_bytes: 203, host: 'shop.example' });
    expect(Math.floor((parsed as { time: number }).time / 1_000) * 1_000).toBe(AT);
  });

  it.each([
    ['{"msec":', 'JSON that cannot be read'],
    ['{"msec":"1431857103","bytes_sent":1}{"bytes_sent":1}', 'JSON that cannot be read'],
    ['{}', 'no such time'],
    ['{"msec":"1431857103"}', 'no usable size'],
    ['{"msec":"2015-02-30T10:05:03Z","bytes_sent":1}', 'no such time'],
    ['{"msec":"1431857103","bytes_sent":-5}', 'no usable size'],
    ['{"msec":"1431857103","bytes_sent":{}}', 'no usable size'],
    ['{"msec":"1431857103","bytes_sent":5,"host":"a.example","host":"b.example"}', 'two possible readings'],
    ['hello', 'not in this format'],
  ])('returns the reason: %s', (line, unreadable) => {
    expect(readIn('time=msec,size=bytes_sent,host=host')(line)).toMatchObject({ unreadable });
  });
});

describe('times of a zone', () => {
  it('follows summer time', () => {
    const berlin = createLocalTimeReader('Europe/Berlin');
    expect(berlin(Date.parse('2015-01-17T10:05:03Z'))).toBe(Date.parse('2015-01-17T09:05:03Z'));
    expect(berlin(Date.parse('2015-05-17T10:05:03Z'))).toBe(Date.parse('2015-05-17T08:05:03Z'));
    expect(berlin(Date.parse('2015-03-29T03:00:00Z'))).toBe(Date.parse('2015-03-29T01:00:00Z'));
    expect(berlin(Date.parse('2015-10-25T04:00:00Z'))).toBe(Date.parse('2015-10-25T03:00:00Z'));
  });
});

describe('lines', () => {
  it('are the same however the file is cut into pieces', () => {
    const content = fc
      .array(fc.constantFrom('a', 'bc', '\n', '\r\n', ''), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(content, fc.array(fc.nat({ max: 10 })), (text, cuts) => {
        const found: [string | undefined, number, number][] = [];
        const splitter = createLineSplitter(7, (line, from, end) => found.push([line, from, end]));
        let rest = text;
        for (const cut of cuts) {
          splitter.push(rest.slice(0, cut));
          rest = rest.slice(cut);
        }
        splitter.push(rest);
        splitter.finish();
        const lines = text.split('\n');
        if (lines.at(-1) === '') lines.pop();
        expect(found.map(([line]) => line)).toEqual(lines);
        for (const [line, from, end] of found)
          expect(text.slice(from - 7, end - 7).replace('\n', '')).toBe(line);
      }),
    );
  });

  it('that are too long are dropped, and only those', () => {
    const found: (string | undefined)[] = [];
    const splitter = createLineSplitter(0, (line) => found.push(line));
    splitter.push('one\n');
    for (let count = 0; count < 100; count += 1) splitter.push('x'.repeat(LINE_MAX_BYTES / 10));
    splitter.push('\ntwo\n');
    expect(found).toEqual(['one', undefined, 'two']);
  });
});
