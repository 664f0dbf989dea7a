/** Codes of UN/ECE Recommendation 20 for the units that owners give their meters. */
const CODES: Readonly<Record<string, string>> = {
  b: 'AD',
  byte: 'AD',
  bytes: 'AD',
  kb: '2P',
  kilobytes: '2P',
  mb: '4L',
  megabytes: '4L',
  gb: 'E34',
  gigabytes: 'E34',
  tb: 'E35',
  terabytes: 'E35',
  second: 'SEC',
  seconds: 'SEC',
  minute: 'MIN',
  minutes: 'MIN',
  hour: 'HUR',
  hours: 'HUR',
  day: 'DAY',
  days: 'DAY',
  week: 'WEE',
  weeks: 'WEE',
  month: 'MON',
  months: 'MON',
  year: 'ANN',
  years: 'ANN',
  kwh: 'KWH',
};

/** One; also what has no code of its own, such as requests. */
export const ONE = 'C62';

export function unitCodeOf(unit: string): string {
  const key = unit.trim().toLowerCase();
  return (Object.hasOwn(CODES, key) ? CODES[key] : undefined) ?? ONE;
}
