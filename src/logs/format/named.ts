/** The formats that have a name. They are data and are compiled like declared formats. */
import { parseApache } from './apache.js';
import { REST, type Token } from './field.js';
import type { LogFormat, UnusableFormat } from './format.js';
import { jsonFormat, type JsonNames } from './jsonFormat.js';
import { parseNginx } from './nginx.js';
import { textFormat } from './textFormat.js';
import { w3cFormat } from './w3c.js';

type Definition =
  | { readonly apache: readonly string[] }
  | { readonly nginx: readonly string[] }
  | { readonly json: JsonNames; readonly apache?: readonly string[] }
  | { readonly w3c: true };

/** The usual text after the client; `…` stands for the operator's own fields. */
const REQUEST = '%u %t "%r" %>s %b';
const COMBINED = [`%h - ${REQUEST} "%{Referer}i" "%{User-Agent}i"`, `%h - ${REQUEST}…`];
const WITH_PORT = COMBINED.map((text) => `%v:%p ${text}`);

const NPM_TAIL =
  '$request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio]';

const NAMED = {
  combined: { apache: COMBINED },
  vhost_combined: { apache: [...WITH_PORT, ...COMBINED.map((text) => `%v ${text}`)] },
  npm: {
    nginx: [
      `[$time_local] $upstream_cache_status $upstream_status $status - ${NPM_TAIL} [Sent-to $server] "$http_user_agent" "$http_referer"`,
      `[$time_local] $status - ${NPM_TAIL} "$http_user_agent" "$http_referer"`,
    ],
  },
  lighttpd: { apache: [`%h %V ${REQUEST} "%{Referer}i" "%{User-Agent}i"`, `%h %V ${REQUEST}…`] },
  caddy: {
    json: {
      time: 'ts',
      size: 'size',
      host: 'request.host',
      // Its error lines also name a request, but the access log has already counted that request.
      only: { path: 'logger', beginning: 'http.log.access' },
    },
  },
  traefik: {
    json: {
      time: 'StartUTC|StartLocal|time',
      size: 'DownstreamContentSize',
      host: 'RequestHost',
      only: { path: 'DownstreamContentSize' },
    },
    apache: COMBINED,
  },
  matomo: { json: { time: 'date', size: 'length', host: 'host' } },
  // In this recipe, `host` is the server’s own address.
  elk: {
    json: {
      time: '@timestamp',
      size: 'size|http.response.body.bytes|bytes',
      host: 'domain|http_host|url.domain',
    },
  },
  cloudfront: { w3c: true },
  w3c: { w3c: true },
} as const satisfies Readonly<Record<string, Definition>>;

export type FormatName = keyof typeof NAMED;
export const FORMAT_NAMES = Object.keys(NAMED) as readonly FormatName[];

export function namedFormat(name: FormatName): LogFormat {
  return compiled(name, NAMED[name]);
}

/** Of the two formats that are recognised without a declaration. */
export const COMBINED_FORMAT = namedFormat('combined');
export const VHOST_FORMAT = compiled('vhost_combined', { apache: WITH_PORT });

function compiled(name: string, definition: Definition): LogFormat {
  if ('w3c' in definition) return w3cFormat(name);
  if ('nginx' in definition) return text(name, definition.nginx.map(parseNginx));
  const own = text(name, (definition.apache ?? []).map(parseWithRest));
  return 'json' in definition ? either(name, jsonFormat(name, definition.json), own) : own;
}

function text(name: string, forms: readonly (readonly Token[] | string)[]): LogFormat {
  const format: LogFormat | UnusableFormat = textFormat(
    name,
    forms.filter((form) => typeof form !== 'string'),
  );
  if ('fault' in format) throw new Error(`${name}: ${format.fault}`);
  return format;
}

function parseWithRest(written: string): readonly Token[] | string {
  const tokens = parseApache(written.replace('…', ''));
  return typeof tokens === 'string' || !written.endsWith('…')
    ? tokens
    : [...tokens, { name: '…', holds: REST }];
}

/** The same server's lines in JSON and in text. */
function either(name: string, json: LogFormat, other: LogFormat): LogFormat {
  const isJson = (line: string): boolean => line.charCodeAt(0) === 123;
  return {
    name,
    namesHost: json.namesHost,
    needsBeginning: false,
    open: (readLocalTime) => {
      const [readJson, readText] = [json.open(readLocalTime), other.open(readLocalTime)];
      return (line) => (isJson(line) ? readJson(line) : readText(line));
    },
    explain: (lines) => lines.map((line) => (isJson(line) ? json : other).explain([line])[0]),
  };
}
