import { describe, expect, it } from 'vitest';
import { dateOfEpochDay } from '../../src/core/values/zone.js';
import { generateSeries, KINDS } from './notices/kinds.js';
import { replaySeries } from './notices/replay.js';
import { reportOf } from './notices/report.js';
import { RHYTHMS } from './notices/rhythms.js';
import { completeSeries, parseSeries, readSeries, type Series, SeriesFault } from './notices/series.js';

function csvOf(days: number, quantity: (index: number) => number | string): string {
  return Array.from(
    { length: days },
    (_, index) => `${dateOfEpochDay(20_000 + index)},${quantity(index)}`,
  ).join('\n');
}

describe('a series file', () => {
  it('may have a heading, blank lines, missing days and empty quantities', () => {
    const text = `date,requests\r\n${csvOf(70, (index) => (index === 9 ? '' : 100 + (index % 7)))}\n\n`;
    const series = completeSeries(parseSeries(text.replace(/^.*,104\n/m, ''), 'x.csv'));
    expect(series.values).toHaveLength(70);
    expect(series.daysMissing).toBe(2);
    // The hole is filled from the same weekdays around it.
    expect(series.values[9]).toBe(102);
  });

  it('that leaves its quiet days out has them as 0', () => {
    const text = csvOf(100, (index) => 100 + index).split('\n');
    const weekdaysOnly = text.filter((_, index) => index % 7 < 5).join('\n');
    expect(completeSeries(parseSeries(weekdaysOnly, 'x.csv')).values[5]).toBe(0);
  });

  it.each([
    ['date,requests\n2026-02-30,5', 'x.csv, line 2: "2026-02-30" is not a date like 2026-03-01'],
    ['2026-02-01,-5', 'x.csv, line 1: "-5" is not a quantity of 0 or more'],
    ['2026-02-01,many', 'x.csv, line 1: "many" is not a quantity of 0 or more'],
    ['2026-02-01,1\n2026-02-01,2', 'x.csv, line 2: 2026-02-01 comes twice'],
    ['2026-02-01,1\n2026-02-03,2', 'the series has 3 days; at least 60 are needed'],
    ['0202-02-01,1\n2026-02-03,2', 'the series runs from 0202-02-01 over 666206 days'],
    ['', 'the series has 0 days; at least 60 are needed'],
  ])('%j is refused with its reason', (text, reason) => {
    expect(() => completeSeries(parseSeries(text, 'x.csv'))).toThrow(new SeriesFault(reason));
  });

  it('that is not there is refused', () => {
    expect(() => readSeries('/nowhere/x.csv')).toThrow(SeriesFault);
  });
});

describe('the replay', () => {
  const series = (quantity: (index: number) => number, days = 300) =>
    completeSeries(parseSeries(csvOf(days, quantity), 'x.csv'));
  const [even] = RHYTHMS;
  const replayed = (one: Series, rhythm = even, runs = 1) => {
    if (rhythm === undefined) throw new Error('there are rhythms');
    return reportOf('x', rhythm.name, replaySeries(one, { rhythm, runs, seed: 7 }));
  };

  it.each(RHYTHMS)(
    'warns of a steady site a week and a day ahead, and names the instant, however it is reported: $name',
    (rhythm) => {
      const report = replayed(
        series(() => 1_000),
        rhythm,
      );
      expect(report.suspensions).toBeGreaterThan(2);
      expect(report.ours).toMatchObject({ weekShare: 1, dayShare: 1, noneShare: 0, noticesPerSuspension: 2 });
      // Where nothing happens at night, the last hour of a day and the first of the next lie far apart.
      expect(report.ours.dayError.p50).toBeLessThan(rhythm.name === 'office hours' ? 18 : 2);
    },
  );

  it('gives the day notice before the last report that may use the credit up, where reports come with pauses', () => {
    const steady = generateSeries('steady', 3);
    for (const name of ['office hours', 'four hours of the night', 'once a day, 03:00']) {
      const { ours } = replayed(
        steady,
        RHYTHMS.find((rhythm) => rhythm.name === name),
        8,
      );
      expect(ours.dayShare, name).toBeGreaterThanOrEqual(0.97);
      expect(ours.weekShare, name).toBeGreaterThanOrEqual(0.97);
    }
  });

  it('gives the same figures for the same seed', () => {
    const spiky = series((index) => 1_000 + (index % 17 === 0 ? 9_000 : 0), 120);
    expect(replayed(spiky)).toEqual(replayed(spiky));
  });

  it('comes to an end on a site without any traffic', () => {
    expect(replayed(series(() => 0))).toMatchObject({
      suspensions: 0,
      ours: { weekShare: 0, weekError: { p50: null, p90: null } },
    });
  });

  it.each(KINDS)('has generated sites of a kind, the same for the same seed: %s', (kind) => {
    const [one, same, other] = [generateSeries(kind, 1), generateSeries(kind, 1), generateSeries(kind, 2)];
    expect(one.values).toEqual(same.values);
    expect(one.values).not.toEqual(other.values);
    expect(Math.min(...one.values)).toBeGreaterThan(0);
  });
});
