/** What containers put around a line: Docker's JSON, the prefix of the CRI (Kubernetes), the one of `docker compose logs`. */
import { OTHER_MESSAGE, type NoRequest } from '../reading/line.js';
import { LINE_MAX_BYTES } from '../reading/splitLines.js';
import type { LogFormat } from './format.js';
import { scanJson, wantedOf } from './scanJson.js';

export const WRAPS = ['docker', 'cri', 'compose'] as const;
export type Wrap = (typeof WRAPS)[number];

export function isWrap(text: string): text is Wrap {
  return (WRAPS as readonly string[]).includes(text);
}

/** Takes the lines of one file in their order; a line that came in pieces is handed over with its last. */
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
    // A program's messages about its own faults are no requests.
    if (chunk.stream !== 'stdout') return OTHER_MESSAGE;
    // What is too long already is not added to.
    const text = begun.length > LINE_MAX_BYTES ? begun : begun + chunk.text;
    begun = chunk.isLast ? '' : text.slice(0, LINE_MAX_BYTES + 1);
    if (!chunk.isLast) return OTHER_MESSAGE;
    return text.length > LINE_MAX_BYTES ? { unreadable: 'too long' } : withoutPrefix(text);
  };
}

const DOCKER = wantedOf(['log', 'stream']);

/** `{"log":"…\n","stream":"stdout","time":"…"}`; Docker cuts after 16 kB, and only the last piece has the newline. */
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

/** `web-1  | ` and the colours of a terminal. */
function withoutPrefix(line: string): string {
  return withoutColours(line.replace(PREFIX, ''));
}

/** From the end backwards, since a pattern would try again behind each colour that is followed by something else. */
function withoutColours(line: string): string {
  let end = line.length;
  while (line[end - 1] === 'm') {
    const start = line.lastIndexOf(ESCAPE, end - 1);
    if (start < 0 || !ONE_COLOUR.test(line.slice(start, end))) break;
    end = start;
  }
  return line.slice(0, end);
}
