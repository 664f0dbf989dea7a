/** Detects the format of an undeclared log. Only an unambiguous match is accepted. */
import { isRequest } from '../reading/line.js';
import type { LogFormat, UnusableFormat } from './format.js';
import { COMBINED_FORMAT, VHOST_FORMAT } from './named.js';
import { FORMAT_HELP } from './parseFormat.js';
import { openUnwrapper, unwrapped, type Wrap } from './unwrap.js';

/** The number of first lines to examine. */
export const SAMPLE_LINES = 100;

/**
 * `combined`, or `vhost_combined` with a port if every line has one. A line that looks like another log format makes
 * the file unusable; other junk is counted as unreadable.
 */
export function detectFormat(lines: readonly string[], wrap?: Wrap): LogFormat | UnusableFormat {
  const inner =
    wrap === undefined ? lines : lines.map(openUnwrapper(wrap)).filter((line) => typeof line === 'string');
  const logged = inner.slice(0, SAMPLE_LINES).filter(isLikeALog);
  const format = [COMBINED_FORMAT, VHOST_FORMAT].find((candidate) => fits(candidate, logged));
  if (format === undefined)
    return { fault: describe(logged.length > 0 ? logged : inner, hintFor(inner, wrap)) };
  return wrap === undefined ? format : unwrapped(format, wrap);
}

/** A time in brackets with a request after it, or a JSON object. */
function isLikeALog(line: string): boolean {
  return line.startsWith('{') || /\[\d\d\/[A-Z][a-z]{2}\/\d{4}:/.test(line);
}

function fits(format: LogFormat, lines: readonly string[]): boolean {
  const read = format.open((wallClock) => wallClock);
  // A line of the right shape with a wrong size is reported later, as a wrong size.
  return (
    lines.some((line) => isRequest(read(line))) &&
    lines.every((line) => {
      const reading = read(line);
      return (
        isRequest(reading) ||
        (reading.unreadable !== 'not in this format' && reading.unreadable !== undefined)
      );
    })
  );
}

/**
 * Line shapes that identify a format by themselves. At most one `.*` in a row: more would make long lines slow to
 * match.
 */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^\{"log":".*"stream":"/, 'Docker’s JSON around each line: give --wrap docker'],
  [/^\S+ (?:stdout|stderr) [FP] /, 'the prefix of Kubernetes: give --wrap cri'],
  [/^[\w.-]+ +\| /, 'the prefix of docker compose: give --wrap compose'],
  [/^\[.{26}\] (?=.*\[Client ).*\[Length /, 'Nginx Proxy Manager: give --format npm'],
  [/^\{.*"logger":"http\.log\.access/, 'Caddy: give --format caddy'],
  [/^\{.*"DownstreamContentSize":/, 'Traefik: give --format traefik'],
  [/^\{.*"generation_time_milli":/, 'Matomo’s recipe: give --format matomo'],
  [/^\{.*"@timestamp":/, 'the ELK recipe: give --format elk'],
  [/^#(?:Version|Fields|Software):/, 'the W3C format: give --format w3c'],
  [/^\{/, 'JSON: give --format ndjson:time=…,size=…,host=… with the names in it'],
  [/^\S+ [^\s.]+\.\S+ \S+ \[/, 'lighttpd, if the second word is the site: give --format lighttpd'],
];

function hintFor(lines: readonly string[], wrap: Wrap | undefined): string | undefined {
  const hints = wrap === undefined ? HINTS : HINTS.slice(3);
  return hints.find(([shape]) => lines.slice(0, 3).some((line) => shape.test(line)))?.[1];
}

const SHOWN_LINES = 3;
const SHOWN_CHARS = 160;

function describe(lines: readonly string[], hint: string | undefined): string {
  return [
    'The first lines are neither all combined nor all vhost_combined (%v:%p first), so nothing of it is counted. ' +
      'It begins:',
    showLines(lines),
    ...(hint === undefined ? [] : [`It looks like ${hint}.`]),
    `Say with --format what they are. ${FORMAT_HELP}`,
  ].join('\n');
}

/** The first lines of a log, made safe to display. */
export function showLines(lines: readonly string[]): string {
  const shown = lines.filter((line) => line.trim() !== '').slice(0, SHOWN_LINES);
  return shown.map((line) => `  ${printable(line.slice(0, SHOWN_CHARS))}`).join('\n');
}

/** Control characters that a client put into a log must not reach the terminal. */
export function printable(text: string): string {
  return text.replace(/[^ -~]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
