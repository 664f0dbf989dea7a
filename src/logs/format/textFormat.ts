/** Text formats: literals and fields become one regular expression. anchor.ts decides where it is exact. */
import { isRequest, type LineReading, normalizeHost, parseSize, unescapeHost } from '../reading/line.js';
import { cached, type LocalTimeReader } from '../reading/lineTime.js';
import { findUncertain, joinUncertain, type Uncertain } from './anchor.js';
import { type Field, REST, type Role, type Token } from './field.js';
import type { LineReader, LogFormat, TakenField, UnusableFormat } from './format.js';
import { findQuotingFault } from './quoting.js';

/** Several texts are tried in turn, for a server that writes lines in more than one form. */
export function textFormat(name: string, forms: readonly (readonly Token[])[]): LogFormat | UnusableFormat {
  const fault = forms.map(findFault).find((found) => found !== undefined);
  if (fault !== undefined) return { fault };
  const chosen = forms.map((tokens) => ({ tokens: joinUncertain(tokens), roles: chooseRoles(tokens) }));
  return {
    name,
    namesHost: chosen.some(({ roles }) => roles.has('host')),
    needsBeginning: false,
    open: (readLocalTime) => firstFit(chosen.map((form) => formReader(form, readLocalTime))),
    explain: (lines) => lines.map((line) => first(chosen, (form) => explainLine(form, line))),
  };
}

interface Form {
  readonly tokens: readonly Token[];
  readonly roles: ReadonlyMap<Role, Field>;
}

function isField(token: Token): token is Field {
  return typeof token === 'object';
}

/** The field that is read for each role: the first one of the lowest rank. */
function chooseRoles(tokens: readonly Token[]): Map<Role, Field> {
  const roles = new Map<Role, Field>();
  for (const field of tokens.filter(isField)) {
    if (field.role === undefined) continue;
    const other = roles.get(field.role);
    if (other === undefined || (field.rank ?? 0) < (other.rank ?? 0)) roles.set(field.role, field);
  }
  return roles;
}

const MISSING: Readonly<Record<'time' | 'size', string>> = {
  time: 'The format has no time: add $time_iso8601 (nginx) or %t (Apache).',
  size: 'The format does not say how much was sent: add $bytes_sent (nginx) or %O (Apache).',
};

function findFault(tokens: readonly Token[]): string | undefined {
  const roles = chooseRoles(tokens);
  if (!roles.has('time')) return MISSING.time;
  if (!roles.has('size')) return MISSING.size;
  const uncertain = findUncertain(tokens);
  const lost = uncertain.find(({ field }) => [...roles.values()].includes(field));
  if (lost !== undefined) return describeLost(lost);
  return findQuotingFault(
    tokens,
    uncertain.map(({ field }) => field),
  );
}

function describeLost({ field, between: [one, other] }: Uncertain): string {
  return (
    `${field.name} cannot be read for certain: ${one.name} and ${other.name} have no borders that they could not ` +
    `hold themselves, so a visitor could move them. Put quotes around both, or write ${field.name} before them.`
  );
}

function sourceOf(tokens: readonly Token[], isCaptured: (field: Field) => boolean): RegExp {
  const parts = tokens.map((token) => {
    if (!isField(token)) return token.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    return isCaptured(token) ? `(${token.holds.source})` : `(?:${token.holds.source})`;
  });
  return new RegExp(`^${parts.join('')}$`, 's');
}

function formReader({ tokens, roles }: Form, readLocalTime: LocalTimeReader): LineReader {
  const captured = tokens.filter(isField).filter((field) => roles.get(field.role ?? 'time') === field);
  const shape = sourceOf(tokens, (field) => captured.includes(field));
  const placeOf = (role: Role): number => captured.findIndex((field) => field.role === role) + 1;
  const [timeAt, sizeAt, hostAt] = [placeOf('time'), placeOf('size'), placeOf('host')];
  const readTime = cached((text) => roles.get('time')?.readTime?.(text, readLocalTime));
  return (line) => {
    const found = shape.exec(line);
    if (found === null) return { unreadable: 'not in this format' };
    const host = hostAt === 0 ? undefined : normalizeHost(unescapeHost(found[hostAt] ?? ''));
    const time = readTime(found[timeAt] ?? '');
    if (time === undefined) return { unreadable: 'no such time', host };
    const size_bytes = parseSize(found[sizeAt] ?? '');
    return size_bytes === undefined ? { unreadable: 'no usable size', host } : { time, size_bytes, host };
  };
}

/** A quoted field followed by what follows a request: status and size. */
const ENDINGS = /" (?:\d{3}|-) (?:\d+|-)(?= |$)/g;

function firstFit(readers: readonly LineReader[]): LineReader {
  return (line) => {
    let best: LineReading = { unreadable: 'not in this format' };
    for (const read of readers) {
      const reading = read(line);
      if (isRequest(reading)) return reading;
      if (reading.unreadable !== 'not in this format') best = reading;
    }
    if (best.unreadable !== 'not in this format') return best;
    return (line.match(ENDINGS)?.length ?? 0) > 1 ? { unreadable: 'two possible readings' } : best;
  };
}

function explainLine({ tokens, roles }: Form, line: string): TakenField[] | undefined {
  const fields = tokens.filter(isField).filter(({ holds }) => holds !== REST);
  const found = sourceOf(tokens, (field) => fields.includes(field)).exec(line);
  if (found === null) return undefined;
  return fields.map((field, index) => ({
    name: field.name,
    value: found[index + 1] ?? '',
    role: field.role !== undefined && roles.get(field.role) === field ? field.role : undefined,
  }));
}

function first<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
