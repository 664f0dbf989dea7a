import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';

const DAY_MS = 86_400_000;
const REGION = /^[A-Z]{2}(-[A-Z0-9]{1,4}){0,2}$/;

let loaded: typeof Holidays | undefined;

/** The package takes a quarter of a second to load, and most installations never need it. */
function library(): typeof Holidays {
  const require = createRequire(import.meta.url);
  loaded ??= require('date-holidays') as typeof Holidays;
  return loaded;
}

const CALENDARS_MAX = 500;
const YEARS_MAX = 2_000;
const calendars = new Map<string, Holidays | null>();
const years = new Map<string, ReadonlySet<string>>();

function calendarOf(region: string): Holidays | null {
  const known = calendars.get(region);
  if (known !== undefined) return known;
  if (calendars.size >= CALENDARS_MAX) calendars.clear();
  const found = isKnown(region) ? new (library())(...parts(region), { types: ['public'] }) : null;
  calendars.set(region, found);
  return found;
}

function parts(region: string): [string, string, string] {
  const [country = '', state = '', part = ''] = region.split('-');
  return [country, state, part];
}

function isKnown(region: string): boolean {
  if (!REGION.test(region)) return false;
  const above = region.lastIndexOf('-');
  return regionsOf(above < 0 ? undefined : region.slice(0, above)).includes(region);
}

/** The public holidays of a year in a country or a part of it, such as DE or DE-BY; undefined where it is not known. */
export function holidaysIn(region: string, year: number): ReadonlySet<string> | undefined {
  const key = `${region} ${year}`;
  const known = years.get(key);
  if (known !== undefined) return known;
  const calendar = calendarOf(region);
  if (calendar === null) return undefined;
  const days = calendar
    .getHolidays(year)
    .filter(({ type }) => type === 'public')
    .flatMap(({ date, start, end }) => daysFrom(date.slice(0, 10), end.getTime() - start.getTime()));
  if (years.size >= YEARS_MAX) years.clear();
  const found = new Set(days);
  years.set(key, found);
  return found;
}

/** The days of a holiday; one of several days may begin in the evening before its first. */
function daysFrom(first: string, lastsMs: number): string[] {
  return Array.from({ length: Math.max(1, Math.floor(lastsMs / DAY_MS)) }, (_, index) =>
    new Date(Date.parse(first) + index * DAY_MS).toISOString().slice(0, 10),
  );
}

/** The parts of a country or region that have holidays of their own; left out: all countries. */
export function regionsOf(region?: string): readonly string[] {
  const all = new (library())();
  if (region === undefined) return Object.keys(all.getCountries());
  const [country, state, part] = parts(region);
  if (part !== '') return [];
  const found = state === '' ? all.getStates(country) : all.getRegions(country, state);
  return Object.keys((found as Record<string, string> | undefined) ?? {}).map((name) => `${region}-${name}`);
}
