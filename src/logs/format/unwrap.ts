/**
 * The text that containers put around a line: Docker's JSON, the CRI prefix (Kubernetes), and the `docker compose logs`
 * prefix.
 */
import { OTHER_MESSAGE, type NoRequest } from '../reading/line.js';
import { LINE_MAX_BYTES } from '../reading/splitLines.js';
import type { LogFormat } from './format.js';
import { scanJson, wantedPaths } from './scanJson.js';

export const WRAPS = ['docker', 'cri', 'compose'] as const;
export type Wrap = (typeof WRAPS)[number];

export function isWrap(text: string): text is Wrap {
  return (WRAPS as readonly string[]).includes(text);
}

/** Processes the lines of one file in order. A line split into parts is passed on with its last part. */
export type Unwrapper = (line: string) => string | NoRequest;

const NOT_WRAPPED: NoRequest = { unreadable: 'not in this format' };

export function openUnwrapper(wrap: Wrap): Unwrapper {
  if (wrap === 'compose') return (line) => (PREFIX.test(line) ? withoutPrefix(line) : NOT_WRAPPED);
  const join = joinChunks();
  return wrap === 'docker' ? (line) => join(readDocker(line)) : (line) => join(readCri(line));
}

/** A format inside a wrapping. */
export function unwrapped(format: LogFormat, wrap: Wrap): LogFormat {
  return {
    name: `${format.name} in ${wrap}`,
    namesHost: format.namesHost,
    needsBeginning: format.needsBeginning || wrap !== 'compose',
    open: (readLocalTime) => {
      const unwrap = openUnwrapper(wrap);
      const read = format.open(readLocalTime);
      return (line) => {
        const inner = unwrap(line);
        return typeof inner === 'string' ? read(inner) : inner;
      };
    },
    explain: (lines) => {
      const inner = lines.map(openUnwrapper(wrap));
      return format.explain(inner.map((line) => (typeof line === 'string' ? line : '')));
    },
  };
}

interface Chunk {
  readonly text: string;
  readonly stream: string;
  readonly isLast: boolean;
}

function joinChunks(): (chunk: Chunk | undefined) => string | NoRequest {
  let begun = '';
  return (chunk) => {
    if (chunk === undefined) return NOT_WRAPPED;
    // A program's messages about its own errors are not requests.
    if (chunk.stream !== 'stdout') return OTHER_MESSAGE;
    // A line that is already too long is not extended.
    const text = begun.length > LINE_MAX_BYTES ? begun : begun + chunk.text;
    begun = chunk.isLast ? '' : text.slice(0, LINE_MAX_BYTES + 1);
    if (!chunk.isLast) return OTHER_MESSAGE;
    return text.length > LINE_MAX_BYTES ? { unreadable: 'too long' } : withoutPrefix(text);
  };
}

const DOCKER = wantedPaths(['log', 'stream']);

/**
 * `{"log":"…
 * ","stream":"stdout","time":"…"}`. Docker splits lines after 16 kB; only the last part ends in a newline.
 */
function readDocker(line: string): Chunk | undefined {
  const values = scanJson(line, DOCKER, 2);
  if (typeof values !== 'object') return undefined;
  const [text = '', stream = ''] = values;
  const isLast = text.endsWith('\n');
  return { text: isLast ? text.replace(/\r?\n$/, '') : text, stream, isLast };
}

const CRI = /^\S+ (stdout|stderr) ([FP])(?::\S*)? ?(.*)$/s;

function readCri(line: string): Chunk | undefined {
  const found = CRI.exec(line);
  if (found === null) return undefined;
  const [, stream = '', tag, text = ''] = found;
  return { text, stream, isLast: tag === 'F' };
}

const ESCAPE = String.fromCharCode(27);
const COLOUR = `(?:${ESCAPE}\\[[\\d;]*m)*`;
const PREFIX = new RegExp(`^${COLOUR}[\\w.-]+ +\\| ?${COLOUR}`);
const ONE_COLOUR = new RegExp(`^${ESCAPE}\\[[\\d;]*m$`);

/** `web-1  | ` and terminal colours. */
function withoutPrefix(line: string): string {
  return withoutColours(line.replace(PREFIX, ''));
}

/** Searches from the end: a regular expression would retry at each colour that is followed by other text. */
function withoutColours(line: string): string {
  let end = line.length;
  while (line[end - 1] === 'm') {
    const start = line.lastIndexOf(ESCAPE, end - 1);
    if (start < 0 || !ONE_COLOUR.test(line.slice(start, end))) break;
    end = start;
  }
  return line.slice(0, end);
}
