/** Compiles the text of nginx's `log_format`, alone or as the whole directive. */
import { isoTime, clfTime, epochTime } from '../reading/lineTime.js';
import {
  ADDRESS,
  type Alphabet,
  DIGITS,
  ESCAPED_TEXT,
  type Field,
  fixed,
  HOST,
  LIST,
  RAW_TEXT,
  type Token,
  WORD,
} from './field.js';

type Known = Omit<Field, 'name'>;

const TIME: Readonly<Record<string, Known>> = {
  msec: { holds: DIGITS, role: 'time', rank: 0, readTime: epochTime },
  time_iso8601: { holds: fixed('[\\dT:+-]{25}', /[\dT:+-]/), role: 'time', rank: 1, readTime: isoTime },
  time_local: { holds: fixed('[\\w/: +-]{26}', /[\w/: +-]/), role: 'time', rank: 2, readTime: clfTime },
};

/**
 * Both are names from the server's configuration: the block that handled the request, and the host that selected it.
 */
const OWN: Readonly<Record<string, Known>> = {
  bytes_sent: { holds: DIGITS, role: 'size', rank: 0 },
  body_bytes_sent: { holds: DIGITS, role: 'size', rank: 1 },
  server_name: { holds: HOST, role: 'host', rank: 0 },
  host: { holds: HOST, role: 'host', rank: 1 },
};

const ALIKE: readonly (readonly [Alphabet, string])[] = [
  [ADDRESS, 'remote_addr realip_remote_addr proxy_protocol_addr server_addr hostname'],
  [
    DIGITS,
    'status request_length request_time connection connection_requests connection_time pipe pid gzip_ratio ' +
      'remote_port server_port proxy_protocol_port realip_remote_port nginx_version request_id',
  ],
  [
    WORD,
    'request_method scheme https server_protocol ssl_protocol ssl_cipher ssl_session_reused http2 http3 ' +
      'request_completion upstream_cache_status limit_req_status limit_conn_status tcpinfo_rtt',
  ],
  [
    LIST,
    'upstream_addr upstream_status upstream_response_time upstream_connect_time upstream_header_time ' +
      'upstream_response_length upstream_bytes_received upstream_bytes_sent upstream_queue_time',
  ],
];

const KNOWN = new Map<string, Known>([
  ...Object.entries(TIME),
  ...Object.entries(OWN),
  ...ALIKE.flatMap(([holds, names]) => names.split(' ').map((name) => [name, { holds }] as const)),
]);

const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g;

export function isNginxText(text: string): boolean {
  return /\$\{?[a-z]/i.test(text);
}

export function parseNginx(written: string): readonly Token[] | string {
  const { text, escape } = readDirective(written);
  const tokens: Token[] = [];
  let end = 0;
  for (const found of text.matchAll(VARIABLE)) {
    if (found.index > end) tokens.push(text.slice(end, found.index));
    end = found.index + found[0].length;
    const name = found[1] ?? found[2] ?? '';
    tokens.push({ name: `$${name}`, ...fieldOf(name, escape) });
  }
  if (end < text.length) tokens.push(text.slice(end));
  if (escape !== 'none') return tokens;
  const forger = tokens.find((token) => typeof token === 'object' && token.holds === RAW_TEXT);
  return forger === undefined
    ? tokens
    : `With escape=none a visitor can write whole lines through ${(forger as Field).name}: log with escape=json or without it.`;
}

type Escape = 'default' | 'json' | 'none';

function fieldOf(name: string, escape: Escape): Known {
  return KNOWN.get(name) ?? { holds: escape === 'none' ? RAW_TEXT : ESCAPED_TEXT };
}

/** `log_format main escape=json '…' '…';`, a part of it, or the bare text. */
function readDirective(written: string): { text: string; escape: Escape } {
  const named = /^log_format\s+[\w-]+\s+/.exec(written.trim());
  let rest = written.trim().slice(named?.[0].length ?? 0);
  const escape = /^escape=(default|json|none)\s+/.exec(rest);
  rest = rest.slice(escape?.[0].length ?? 0);
  return {
    text: joinQuoted(rest, named === null ? BARE_CHUNK : CHUNK),
    escape: (escape?.[1] as Escape | undefined) ?? 'default',
  };
}

const CHUNK = /^\s*(?:'((?:[^'\\]|\\[^])*)'|"((?:[^"\\]|\\[^])*)")/;
/** Outside a directive, `"$host" "$status"` is a format with quoted fields. */
const BARE_CHUNK = /^\s*'((?:[^'\\]|\\[^])*)'/;

/** Joins the quoted parts. Text without quoted parts is used unchanged. */
function joinQuoted(text: string, chunk: RegExp): string {
  let joined = '';
  let rest = text;
  for (let found = chunk.exec(rest); found !== null; found = chunk.exec(rest)) {
    joined += unescape(found[1] ?? found[2] ?? '');
    rest = rest.slice(found[0].length);
  }
  return joined !== '' && /^\s*;?\s*$/.test(rest) ? joined : text;
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };

function unescape(text: string): string {
  return text.replace(/\\([\\'"tnr])/g, (_all, char: string) => ESCAPES[char] ?? char);
}
