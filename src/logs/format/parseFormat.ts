import { isApacheText, parseApache } from './apache.js';
import type { LogFormat, UnusableFormat } from './format.js';
import { jsonFormat } from './jsonFormat.js';
import { FORMAT_NAMES, namedFormat } from './named.js';
import { isNginxText, parseNginx } from './nginx.js';
import { textFormat } from './textFormat.js';

/** A format's name, nginx's or Apache's text of it, or the names in lines of JSON. */
export function parseFormat(written: string): LogFormat | UnusableFormat {
  const text = written.trim();
  const name = FORMAT_NAMES.find((known) => known === text.toLowerCase());
  if (name !== undefined) return namedFormat(name);
  if (isNginxText(text)) return compile(text, parseNginx(text));
  if (isApacheText(text)) return compile(text, parseApache(text));
  if (/^(?:nd)?json\b/i.test(text) || /^(?:time|size|host)=/.test(text)) return parseNames(text);
  return { fault: `There is no format "${text.slice(0, 60)}". ${FORMAT_HELP}` };
}

export const FORMAT_HELP =
  `Give the text of nginx's log_format or of Apache's LogFormat, one of ${FORMAT_NAMES.join(', ')}, ` +
  'or the names in lines of JSON: ndjson:time=ts,size=bytes_sent,host=server_name.';

function compile(text: string, tokens: ReturnType<typeof parseNginx>): LogFormat | UnusableFormat {
  return typeof tokens === 'string' ? { fault: tokens } : textFormat(text, [tokens]);
}

function parseNames(text: string): LogFormat | UnusableFormat {
  const pairs = text.replace(/^(?:nd)?json[\s:,]*/i, '').split(/[,\s]+/);
  const names = new Map(pairs.map((pair) => pair.split('=', 2) as [string, string | undefined]));
  const { time, size, host, ...others } = Object.fromEntries(names);
  const strange = Object.keys(others).find((name) => name !== '');
  if (strange !== undefined) return { fault: `ndjson knows time, size and host, not "${strange}".` };
  if (time === undefined || size === undefined || time === '' || size === '') {
    return { fault: 'ndjson needs to know the names: ndjson:time=ts,size=bytes_sent,host=server_name.' };
  }
  return jsonFormat('ndjson', { time, size, ...(host === undefined || host === '' ? {} : { host }) });
}
