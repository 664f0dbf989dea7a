/** A visitor chooses the host that is asked for, but not whose traffic it is. */
import { describe, expect, it } from 'vitest';
import { isRequest } from '../../src/logs/reading/line.js';
import { readIn } from './read.js';

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const hex = (char: string): string => `\\x${char.charCodeAt(0).toString(16).toUpperCase()}`;
const json = (host: string): string => host.replace(/["\\]/g, '\\$&');
const TIME = '2026-11-05T10:00:01+00:00';

/** The ways in which nginx writes a host, with the format for each. */
const WAYS = [
  (host: string) =>
    ['$time_iso8601 5 $bytes_sent "$host"', `${TIME} 5 5 "${host.replace(/["\\]|[^ -~]/g, hex)}"`] as const,
  (host: string) => ['escape=json $time_iso8601 $bytes_sent "$host"', `${TIME} 5 "${json(host)}"`] as const,
  (host: string) => ['ndjson:time=t,size=s,host=h', `{"t":"${TIME}","s":5,"h":"${json(host)}"}`] as const,
];

function hostsOf(host: string): unknown[] {
  return WAYS.map((write) => {
    const [format, line] = write(host);
    const reading = readIn(format)(line);
    return isRequest(reading) ? reading.host : undefined;
  });
}

describe('a host that a visitor requests', () => {
  it.each([
    ...[
      '\\x71uill.example',
      '\\\\x71uill.example',
      '\\u0071uill.example',
      '\\quill.example',
      '"quill.example',
    ],
    ...['quill.example\xa0', '\xa0quill.example', bytes('quill.example\u00a0'), ' quill.example'],
    ...[
      'ｑuill.example',
      'qui\u00adll.example',
      'quill。example',
      'quill.example\u200b',
      '\u212auill.example',
    ].map(bytes),
  ])('is no other site’s, as %j', (host) => {
    for (const read of hostsOf(host)) expect(['quill.example', 'kuill.example']).not.toContain(read);
  });

  it.each(['quill.example', 'QUILL.example', 'quill.example.', 'quill.example:443'])(
    'is the site’s, as %s',
    (host) => {
      expect(hostsOf(host)).toEqual(WAYS.map(() => 'quill.example'));
    },
  );

  it.each(['müller.example', 'MÜLLER.example', 'xn--mller-kva.example'])(
    'is one in all its letters, as %s',
    (host) => {
      expect(hostsOf(bytes(host))).toEqual(WAYS.map(() => 'xn--mller-kva.example'));
    },
  );
});
