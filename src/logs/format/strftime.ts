/** Apache's `%{…}t`: a pattern of strftime, or an epoch time in one of its units. */
import { epochTime, wallClockTime } from '../reading/lineTime.js';
import { type Field, fixed, type TimeReader } from './field.js';

export interface TimeField extends Field {
  /** A part to be joined with its neighbours. */
  readonly pattern: string;
}

const EPOCH: ReadonlyMap<string, string> = new Map([
  ['sec', '%s'],
  ['msec', '%Q'],
  ['usec', '%J'],
  ['msec_frac', '%N'],
  ['usec_frac', '%U'],
]);

/** The length of each directive's output is fixed. The longer ones stand for several directives. */
const LETTERS: Readonly<Record<string, string>> = {
  Y: '(?<year>\\d{4})',
  m: '(?<month>\\d{2})',
  b: '(?<monthName>[A-Z][a-z]{2})',
  d: '(?<day>\\d{2})',
  e: '(?<day>[ \\d]\\d)',
  H: '(?<hour>\\d{2})',
  M: '(?<minute>\\d{2})',
  S: '(?<second>\\d{2})',
  z: '(?<offset>[+-]\\d{4})',
  s: '(?<seconds>\\d{10})',
  Q: '(?<milliseconds>\\d{13})',
  J: '(?<microseconds>\\d{16})',
  N: '\\d{3}',
  U: '\\d{6}',
  a: '[A-Z][a-z]{2}',
  '%': '%',
};
const WHOLE: Readonly<Record<string, string>> = {
  T: '%H:%M:%S',
  F: '%Y-%m-%d',
  R: '%H:%M',
  h: '%b',
  c: '%a %b %e %H:%M:%S %Y',
};

/** The time field of a pattern, or why the pattern cannot be used. */
export function strftimeField(name: string, argument: string): TimeField | string {
  const bare = argument.replace(/^(?:begin|end):/, '');
  const pattern = EPOCH.get(bare) ?? bare;
  const source = sourceOf(pattern);
  if (source === undefined) return `${name} holds a letter of strftime that is not known here.`;
  const names = source.match(/\?<\w+>/g) ?? [];
  if (new Set(names).size < names.length) return `${name} has a part of the time twice.`;
  const isWhole = /<(?:seconds|milliseconds|microseconds|year)>/.test(source);
  const holds = fixed(plain(source), /[\w/: +.,[\]-]/);
  const shared = { name, holds, pattern };
  return isWhole ? { ...shared, role: 'time', rank: 0, readTime: reader(source) } : shared;
}

function sourceOf(pattern: string): string | undefined {
  const whole = pattern.replace(/%([TFRhc])/g, (_all, letter: string) => WHOLE[letter] ?? '');
  const parts = whole.match(/%.|[^%]+/g) ?? [];
  const sources = parts.map((part) =>
    part.startsWith('%') ? LETTERS[part.slice(1)] : part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'),
  );
  return sources.includes(undefined) ? undefined : sources.join('');
}

/** Without group names, since a second field of the same line cannot reuse them. */
function plain(source: string): string {
  return source.replace(/\(\?<\w+>/g, '(?:');
}

function reader(source: string): TimeReader {
  const shape = new RegExp(`^${source}$`);
  return (text, readLocalTime) => {
    const parts = shape.exec(text)?.groups;
    if (parts === undefined) return undefined;
    const epoch = parts['seconds'] ?? parts['milliseconds'] ?? parts['microseconds'];
    return epoch === undefined ? wallClockTime(parts, readLocalTime) : epochTime(epoch);
  };
}
