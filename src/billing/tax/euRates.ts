import { parsePercent, type Percent } from '../../core/values/money.js';
import { isRefusal } from '../../core/values/refusal.js';
import type { LocalDate } from '../../core/values/zone.js';

/**
 * The standard VAT rates of the member states, with the day from which each is valid. Source: European Commission,
 * "Taxes in Europe Database" and "VAT rates applied in the Member States", as of 1 January 2026. A rate that changes
 * gets a further row; until a release has it, a rule of the owner's has precedence.
 */
const STANDARD_RATES: Readonly<Record<string, readonly (readonly [from: LocalDate, percent: string])[]>> = {
  AT: [['1984-01-01', '20']],
  BE: [['1996-01-01', '21']],
  BG: [['1999-01-01', '20']],
  CY: [['2014-01-13', '19']],
  CZ: [['2013-01-01', '21']],
  DE: [['2007-01-01', '19']],
  DK: [['1992-01-01', '25']],
  EE: [
    ['2024-01-01', '22'],
    ['2025-07-01', '24'],
  ],
  ES: [['2012-09-01', '21']],
  FI: [['2024-09-01', '25.5']],
  FR: [['2014-01-01', '20']],
  GR: [['2016-06-01', '24']],
  HR: [['2012-03-01', '25']],
  HU: [['2012-01-01', '27']],
  IE: [['2021-03-01', '23']],
  IT: [['2013-10-01', '22']],
  LT: [['2009-09-01', '21']],
  LU: [['2024-01-01', '17']],
  LV: [['2012-07-01', '21']],
  MT: [['2004-01-01', '18']],
  NL: [['2012-10-01', '21']],
  PL: [['2011-01-01', '23']],
  PT: [['2011-01-01', '23']],
  RO: [
    ['2017-01-01', '19'],
    ['2025-08-01', '21'],
  ],
  SE: [['1990-07-01', '25']],
  SI: [['2013-07-01', '22']],
  SK: [
    ['2011-01-01', '20'],
    ['2025-01-01', '23'],
  ],
};

/** Whether a country is a member state. */
export function isInEu(country: string): boolean {
  return Object.hasOwn(STANDARD_RATES, country);
}

/** A member state's standard rate on a day; undefined elsewhere. */
export function standardRate(country: string, on: LocalDate): Percent | undefined {
  const rows = STANDARD_RATES[country] ?? [];
  const [, text] = rows.findLast(([from]) => from <= on) ?? rows[0] ?? [];
  const percent = text === undefined ? undefined : parsePercent(text);
  return isRefusal(percent) ? undefined : percent;
}
