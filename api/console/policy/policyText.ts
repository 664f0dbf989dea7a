import {
  type PolicyTerms,
  type Weekday,
  WEEKDAYS,
  type WindowTerms,
} from '../../../src/billing/policy/policy.js';
import { isRefusal, type Refusal, refuse } from '../../../src/core/values/refusal.js';

/** A suspension policy as the fields of a form. */
export interface PolicyTexts {
  readonly noticeHours: string;
  readonly graceDays: string;
  /** One window a line: `Mon-Fri 09:00-17:00`. */
  readonly windows: string;
  readonly region: string;
  readonly dates: string;
  /** `EUR 50.00, USD 60.00`, or one amount where the currency is known. */
  readonly overrunCap: string;
}

/** Reads the fields of a form; the rules of a policy are checked where it is stored. */
export function parsePolicyTexts(texts: PolicyTexts, currency?: string): PolicyTerms | Refusal {
  const noticeHours = wholeOf(texts.noticeHours, 'noticeHours');
  const graceDays = wholeOf(texts.graceDays, 'graceDays');
  const windows = parseWindows(texts.windows);
  const overrunCap = parseCap(texts.overrunCap, currency);
  if (isRefusal(noticeHours)) return noticeHours;
  if (isRefusal(graceDays)) return graceDays;
  if (isRefusal(windows)) return windows;
  if (isRefusal(overrunCap)) return overrunCap;
  const region = texts.region.trim().toUpperCase();
  const dates = texts.dates.split(/[\s,;]+/).filter((date) => date !== '');
  return {
    ...(noticeHours === undefined ? {} : { noticeHours }),
    ...(windows.length === 0 ? {} : { windows }),
    holidays: { ...(region === '' ? {} : { region }), ...(dates.length === 0 ? {} : { dates }) },
    ...(graceDays === undefined ? {} : { graceDays }),
    overrunCap,
  };
}

function wholeOf(text: string, field: string): number | undefined | Refusal {
  const written = text.trim();
  if (written === '') return undefined;
  return /^\d{1,4}$/.test(written) ? Number(written) : refuse('invalid', 'must be a whole number', field);
}

const WINDOW = /^(.+?)\s+(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})$/;

function parseWindows(text: string): WindowTerms[] | Refusal {
  const windows: WindowTerms[] = [];
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const [, names = '', from = '', to = ''] = WINDOW.exec(line) ?? [];
    const days = names === '' ? undefined : parseDays(names);
    if (days === undefined) {
      const shown = line.length > 40 ? `${line.slice(0, 40)}…` : line;
      return refuse('invalid', `cannot be read at “${shown}”. Write Mon-Fri 09:00-17:00`, 'windows');
    }
    windows.push({ days, from: from.padStart(5, '0'), to: to.padStart(5, '0') });
  }
  return windows;
}

function parseDays(names: string): Weekday[] | undefined {
  const found = new Set<number>();
  for (const name of names.split(',').map((one) => one.trim())) {
    if (/^(daily|every day)$/i.test(name)) WEEKDAYS.forEach((_, day) => found.add(day));
    else {
      const [first = -1, last = first, ...rest] = name.split(/\s*[-–]\s*/).map(dayOf);
      if (first < 0 || last < 0 || rest.length > 0) return undefined;
      // Fri-Mon goes over the weekend.
      for (let day = first; ; day = (day + 1) % 7) {
        found.add(day);
        if (day === last) break;
      }
    }
  }
  return WEEKDAYS.filter((_, day) => found.has(day));
}

const NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function dayOf(name: string): number {
  const written = name.toLowerCase();
  return written.length < 2 ? -1 : NAMES.findIndex((day) => day.startsWith(written));
}

function parseCap(text: string, currency?: string): Record<string, string> | Refusal {
  const caps: Record<string, string> = {};
  const written = text.trim();
  if (written === '') return caps;
  if (currency !== undefined && /^[\d.]+$/.test(written)) return { [currency]: written };
  for (const part of written.split(/\s*[,;\n]\s*/)) {
    const [, code = '', amount = ''] = /^([A-Za-z]{3})\s*([\d.]+)$/.exec(part) ?? [];
    if (code === '') {
      const example = currency === undefined ? 'EUR 50.00, USD 60.00' : '50.00';
      return refuse('invalid', `cannot be read. Write ${example}`, 'overrunCap');
    }
    caps[code.toUpperCase()] = amount;
  }
  return caps;
}

/** The fields of a form that read as this policy. */
export function formatPolicyTexts(terms: PolicyTerms, currency?: string): PolicyTexts {
  const { noticeHours, windows = [], holidays = {}, graceDays, overrunCap = {} } = terms;
  const own = currency === undefined ? undefined : overrunCap[currency];
  const caps = Object.entries(overrunCap);
  return {
    noticeHours: noticeHours === undefined ? '' : String(noticeHours),
    graceDays: graceDays === undefined ? '' : String(graceDays),
    windows: windows.map(formatWindow).join('\n'),
    region: holidays.region ?? '',
    dates: (holidays.dates ?? []).join('\n'),
    overrunCap:
      own !== undefined && caps.length === 1 ? own : caps.map(([code, text]) => `${code} ${text}`).join(', '),
  };
}

function formatWindow({ days, from, to }: WindowTerms): string {
  const indexes = WEEKDAYS.flatMap((day, index) => (days.includes(day) ? [index] : []));
  const runs = indexes.reduce<number[][]>((all, index) => {
    const run = all.at(-1);
    if (run !== undefined && run.at(-1) === index - 1) run.push(index);
    else all.push([index]);
    return all;
  }, []);
  const names = runs.map((run) => {
    const [first = 0, last = first] = [run[0], run.at(-1)];
    if (first === last) return shortName(first);
    return `${shortName(first)}${last === first + 1 ? ', ' : '-'}${shortName(last)}`;
  });
  return `${names.join(', ')} ${from}-${to}`;
}

function shortName(day: number): string {
  const name = WEEKDAYS[day] ?? '';
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const FIELDS: readonly (readonly [string, keyof PolicyTexts])[] = [
  ['holidays.region', 'region'],
  ['holidays', 'dates'],
  ['windows', 'windows'],
  ['overrunCap', 'overrunCap'],
  ['noticeHours', 'noticeHours'],
  ['graceDays', 'graceDays'],
];

/** The refusal of a policy, at the field of the form that it is about. */
export function onPolicyField(refusal: Refusal): Refusal {
  const { field = '' } = refusal;
  const inside = /^(?:settings\.)?suspensionPolicy\.(.*)$/.exec(field)?.[1];
  const found = FIELDS.find(([part]) => inside?.startsWith(part) === true);
  if (inside === undefined || found === undefined) return refusal;
  const [, line] = /^windows\[(\d+)\]/.exec(inside) ?? [];
  const detail =
    line === undefined ? refusal.detail : `has a mistake in line ${Number(line) + 1}: it ${refusal.detail}`;
  return { refused: refusal.refused, detail, field: found[1] };
}
