/**
 * Random formats of nginx and Apache with random requests, written as the servers write them. The writers here know
 * nothing of the reader: what they escape is taken from the servers' own sources (`ngx_http_log_escape`,
 * `ngx_escape_json`, `ap_escape_logitem`). Whatever a visitor chooses may look like a whole line of the format.
 */
import fc from 'fast-check';
import { clfTime } from '../../../collect/support.js';

/** Request and response; texts are bytes, one a character. */
export interface Served {
  readonly at: number;
  readonly size: number;
  readonly status: number;
  /** The server's own name of the site. */
  readonly site: string;
  readonly host: string;
  readonly address: string;
  readonly upstream: string;
  readonly method: string;
  readonly duration: string;
  /** What the visitor wrote; null where it is missing. */
  readonly chosen: Readonly<Record<Chosen, string | null>>;
}

const CHOSEN = ['path', 'agent', 'referrer', 'forwarded', 'user', 'hostHeader'] as const;
type Chosen = (typeof CHOSEN)[number];

interface Server {
  /** How it is written in the format, and what is written to the log. */
  readonly fields: readonly (readonly [string, (served: Served) => string])[];
  /** How a format is given so that it means the text. */
  readonly declare: (text: string) => string;
}

type Escape = (text: string | null) => string;

const hex = (char: string): string => char.charCodeAt(0).toString(16).padStart(2, '0');

const nginxDefault: Escape = (text) =>
  text === null ? '-' : text.replace(/["\\]|[^ -~]/g, (char) => `\\x${hex(char).toUpperCase()}`);

const nginxJson: Escape = (text) =>
  (text ?? '').replace(/["\\]|[\0-\x1f]/g, (char) => {
    const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' }[char];
    return short ?? (char === '"' || char === '\\' ? `\\${char}` : `\\u00${hex(char)}`);
  });

const apache: Escape = (text) =>
  text === null
    ? '-'
    : text.replace(/["\\]|[^ -~]/g, (char) => {
        const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f', '\v': '\\v' }[char];
        return short ?? (char === '"' || char === '\\' ? `\\${char}` : `\\x${hex(char)}`);
      });

const iso = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+00:00`;
const requestLine = ({ method, chosen }: Served): string | null =>
  chosen.path === null ? null : `${method} ${chosen.path} HTTP/1.1`;

function nginx(escape: Escape, prefix: string): Server {
  const own: Server['fields'] = [
    ['$time_local', ({ at }) => clfTime(at)],
    ['$time_iso8601', ({ at }) => iso(at)],
    ['$msec', ({ at }) => `${at / 1_000}.000`],
    ['$body_bytes_sent', ({ size }) => String(size)],
    ['$bytes_sent', ({ size }) => String(size)],
    ['$host', ({ host }) => escape(host)],
    ['$server_name', ({ site }) => escape(site)],
    ['$remote_addr', ({ address }) => address],
    ['${status}', ({ status }) => String(status)],
    ['$request_time', ({ duration }) => duration],
    ['$request_method', ({ method }) => method],
    ['$upstream_addr', ({ upstream }) => upstream],
  ];
  const chosen: readonly (readonly [string, (served: Served) => string | null])[] = [
    ['$request', requestLine],
    ['$request_uri', (served) => served.chosen.path],
    ['$http_user_agent', (served) => served.chosen.agent],
    ['$http_referer', (served) => served.chosen.referrer],
    ['$http_x_forwarded_for', (served) => served.chosen.forwarded],
    ['$http_x_forwarded_host', (served) => served.chosen.forwarded],
    ['$remote_user', (served) => served.chosen.user],
    ['$http_host', (served) => served.chosen.hostHeader],
    ['$some_map', (served) => served.chosen.agent],
  ];
  return {
    declare: (text) => prefix + text,
    fields: [
      ...own,
      ...chosen.map(([name, value]) => [name, (served: Served) => escape(value(served))] as const),
    ],
  };
}

const APACHE: Server = {
  declare: (text) => text.replaceAll('\\', '\\\\'),
  fields: [
    ['%t', ({ at }) => `[${clfTime(at)}]`],
    ['%{%Y-%m-%dT%H:%M:%S%z}t', ({ at }) => iso(at).replace('+00:00', '+0000')],
    ['%{msec}t', ({ at }) => String(at)],
    ['%b', ({ size }) => (size === 0 ? '-' : String(size))],
    ['%B', ({ size }) => String(size)],
    ['%O', ({ size }) => String(size)],
    ['%v', ({ site }) => apache(site)],
    ['%V', ({ host }) => apache(host)],
    ['%a', ({ address }) => address],
    ['%h', ({ address }) => address],
    ['%l', () => '-'],
    ['%>s', ({ status }) => String(status)],
    ['%D', ({ duration }) => duration.replace('.', '')],
    ['%r', (served) => apache(requestLine(served))],
    ['%U', (served) => apache(served.chosen.path)],
    ['%q', (served) => apache(served.chosen.path?.match(/[?][^]*/)?.[0] ?? '')],
    ['%{User-Agent}i', (served) => apache(served.chosen.agent)],
    ['%!200{Referer}i', (served) => (served.status === 200 ? '-' : apache(served.chosen.referrer))],
    ['%{X-Forwarded-For}i', (served) => apache(served.chosen.forwarded)],
    ['%{Host}i', (served) => apache(served.chosen.hostHeader)],
    ['%u', (served) => (served.chosen.user === '' ? '""' : apache(served.chosen.user))],
  ],
};

const SERVERS = [nginx(nginxDefault, ''), nginx(nginxJson, 'escape=json '), APACHE];

const LITERALS = [
  ...[' ', ' ', ' ', '" "', ' "', '" ', '" x "', '"" ', '] [', ' [', '] ', '|', '\t', ';', ', ', ' - ', ':'],
  ...['","h":"', ' size='],
];

/** A format as it is declared, and how its server writes a line. */
export interface RandomFormat {
  readonly text: string;
  readonly write: (served: Served) => string;
  /** Which fields it has. */
  readonly names: readonly string[];
}

type WrittenField = Server['fields'][number];

const TIME_NAME = /^(?:\$time_\w+|\$msec|%.*t)$/;
const SIZE_NAME = /bytes_sent|%[bBO]$/;

/** Some fields in any order, some twice; nearly always a time and a size are among them. */
function someFields({ fields }: Server): fc.Arbitrary<WrittenField[]> {
  const oneOf = (name: RegExp): fc.Arbitrary<WrittenField[]> => {
    const found = fields.filter(([written]) => name.test(written));
    return fc
      .constantFrom(...found, undefined, ...found, ...found)
      .map((one) => (one === undefined ? [] : [one]));
  };
  return fc
    .tuple(
      oneOf(TIME_NAME),
      oneOf(SIZE_NAME),
      fc.array(fc.constantFrom(...fields), { minLength: 2, maxLength: 7 }),
    )
    .chain((drawn) => {
      const all = drawn.flat();
      return fc.shuffledSubarray(all, { minLength: all.length });
    });
}

/** Fields with anything between them; quotes are nearly always even in number, however they are nested. */
const randomFormat: fc.Arbitrary<RandomFormat> = fc.constantFrom(...SERVERS).chain((server) =>
  fc
    .record({
      fields: someFields(server),
      between: fc.array(fc.constantFrom(...LITERALS), { minLength: 9, maxLength: 9 }),
      isQuoted: fc.boolean(),
      isUneven: fc.nat({ max: 19 }).map((drawn) => drawn === 0),
      slashAt: fc.nat({ max: 99 }),
    })
    .map(({ fields, between, isQuoted, isUneven, slashAt }) => {
      const used = between
        .slice(0, fields.length - 1)
        .map((literal) => (isQuoted && literal === ' ' ? '" "' : literal))
        .map((literal, index) => (index === slashAt ? `\\${literal}` : literal));
      const open = isQuoted ? '"' : '';
      const isOpen = [open, ...used].join('').split('"').length % 2 === 0;
      const close = isOpen === isUneven ? '' : '"';
      const put = (texts: readonly string[]): string =>
        open + texts.map((text, index) => `${text}${used[index] ?? close}`).join('');
      return {
        text: server.declare(put(fields.map(([name]) => name))),
        write: (served: Served) => put(fields.map(([, value]) => value(served))),
        names: fields.map(([name]) => name),
      };
    }),
);

/** Formats as people write them: the fields that count, among others, in quotes where a visitor chooses. */
const likelyFormat: fc.Arbitrary<RandomFormat> = fc.constantFrom(...SERVERS).chain((server) =>
  fc.shuffledSubarray([...server.fields], { minLength: 8 }).map((fields) => {
    const isChosen = (name: string): boolean => /http_|request|user|map|\}i|%[rUuq]/.test(name);
    const put = (texts: readonly string[]): string =>
      texts.map((text, index) => (isChosen(fields[index]?.[0] ?? '') ? `"${text}"` : text)).join(' ');
    return {
      text: server.declare(put(fields.map(([name]) => name))),
      write: (served: Served) => put(fields.map(([, value]) => value(served))),
      names: fields.map(([name]) => name),
    };
  }),
);

const VICTIM = 'quill.example';
const SITES = ['fenwick.example', 'shop.fenwick.example', 'xn--mller-kva.example'];

/** What looks like the borders of fields, and what would be worth forging between them. */
const pieces = fc.constantFrom(
  ...[
    '"',
    '\\',
    '\\"',
    '\\\\"',
    ' ',
    '[',
    ']',
    '] "',
    '" 200 900000000',
    VICTIM,
    '900000000',
    '\t',
    '|',
    ';',
    ':',
    ',',
  ],
  ...[
    '05/Nov/2026:10:00:01 +0000',
    '2026-11-05T10:00:01+00:00',
    '","host":"',
    '\xff',
    '\x01',
    'a',
    '-',
    '""',
    '\n',
  ],
);

const noise = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));

/** A header cannot hold the end of a line; a decoded path or user can. */
const header = noise.map((text) => text.replace(/[\r\n]/g, ''));

const plainServed = fc.record({
  at: fc.integer({ min: 1_700_000_000, max: 1_800_000_000 }).map((second) => second * 1_000),
  size: fc.oneof(
    fc.constant(0),
    fc.nat({ max: 2 ** 31 }),
    fc.nat({ max: 2 ** 31 }).map((size) => size * 1_000),
  ),
  status: fc.integer({ min: 100, max: 599 }),
  site: fc.constantFrom(...SITES),
  // nginx and Apache refuse a Host with spaces, control characters or a slash; much else gets through.
  host: fc.oneof(
    fc.constantFrom(...SITES),
    noise
      .map((text) => text.replace(/[^!-~]|[:/]|\.$/g, '').toLowerCase())
      .filter((text) => !['', '-'].includes(text)),
  ),
  address: fc.constantFrom('192.0.2.1', '2001:db8::1', '198.51.100.255'),
  upstream: fc.constantFrom(
    '-',
    '10.0.0.1:80',
    '10.0.0.1:80, 10.0.0.2:80',
    '10.0.0.1:80 : unix:/run/app.sock',
  ),
  method: fc.constantFrom('GET', 'POST', 'PROPFIND'),
  duration: fc.constantFrom('0.001', '12.500'),
  chosen: fc.record({
    path: fc.option(noise),
    agent: fc.option(header),
    referrer: fc.option(header),
    forwarded: fc.option(header),
    user: fc.option(noise),
    hostHeader: fc.option(header),
  }),
});

/** A visitor who knows the format puts a whole line for another client into a field they choose. */
function forge(format: RandomFormat, served: Served, where: readonly (Chosen | 'host')[]): Served {
  const forged = format
    .write({ ...served, site: VICTIM, host: VICTIM, size: 900_000_000 })
    .replace(/[\r\n]/g, '');
  const chosen = { ...served.chosen };
  for (const name of where) if (name !== 'host') chosen[name] = `${chosen[name] ?? ''}${forged}`;
  return { ...served, chosen };
}

export const LINES_A_FORMAT = 5;

/** A format and requests that were written in it; in half of them the visitor forges. */
export const written: fc.Arbitrary<{ readonly format: RandomFormat; readonly served: readonly Served[] }> = fc
  .record({
    format: fc.oneof(randomFormat, likelyFormat),
    requests: fc.array(
      fc.record({
        served: plainServed,
        where: fc.option(fc.subarray([...CHOSEN], { minLength: 1 }), { freq: 1 }),
      }),
      { minLength: LINES_A_FORMAT, maxLength: LINES_A_FORMAT },
    ),
  })
  .map(({ format, requests }) => ({
    format,
    served: requests.map(({ served, where }) => (where === null ? served : forge(format, served, where))),
  }));
