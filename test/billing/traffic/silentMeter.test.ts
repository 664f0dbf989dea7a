import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Closure, SILENT_DAYS_MAX, silentSince } from '../../../src/billing/traffic/silentMeter.js';

/** A Monday. */
const START = 20_518;

/** Every day of some weeks on which it speaks, up to and including the last. */
function speaking(last: number, onDay: (day: number) => boolean, weeks = 10): number[] {
  return Array.from({ length: weeks * 7 }, (_, back) => last - back)
    .filter(onDay)
    .reverse();
}

const daily = () => true;
const isWorkday = (day: number) => (day - START + 700) % 7 < 5;

function silent(days: readonly number[], today: number, closures: readonly Closure[] = []): number | null {
  return silentSince({ days, closures }, today);
}

describe('a meter that was reported every day', () => {
  const days = speaking(START, daily);

  it.each([0, 1, 2])('is not silent %i days after', (after) => {
    expect(silent(days, START + after)).toBeNull();
  });

  it('is silent once two whole days have passed without a report', () => {
    expect(silent(days, START + 3)).toBe(START);
  });

  it('stays so until those days can no longer be reported', () => {
    expect(silent(days, START + SILENT_DAYS_MAX)).toBe(START);
    expect(silent(days, START + SILENT_DAYS_MAX + 1)).toBeNull();
  });

  it('is no longer silent after its next report', () => {
    expect(silent([...days, START + 9], START + 9)).toBeNull();
  });

  it('is silent since the day that came late, where only a part came', () => {
    expect(silent([...days, START + 1, START + 2], START + 9)).toBe(START + 2);
  });
});

describe('a meter that', () => {
  it('rests on weekends is given the weekend and two days', () => {
    const friday = START + 4;
    const days = speaking(friday, isWorkday);
    expect(silent(days, friday + 4)).toBeNull();
    expect(silent(days, friday + 5)).toBe(friday);
  });

  it('was reported for less than two weeks is new', () => {
    expect(silent(speaking(START, daily).slice(-13), START + 20)).toBeNull();
    expect(silent(speaking(START, daily).slice(-14), START + 20)).toBe(START);
  });

  it.each([3, 7, 30])('is reported every %i days is sparse', (every) => {
    expect(
      silent(
        speaking(START, (day) => (START - day) % every === 0),
        START + 40,
      ),
    ).toBeNull();
  });

  it('once paused for a week may pause again', () => {
    const days = speaking(START, (day) => day > START - 15 || day < START - 22);
    expect(silent(days, START + 30)).toBeNull();
  });

  it('never had a report is not silent', () => {
    expect(silent([], START)).toBeNull();
  });
});

describe('a suspended site', () => {
  const days = speaking(START, daily);

  it('has no traffic while it is closed, nor has it broken a habit', () => {
    expect(silent(days, START + 30, [{ from: START, to: null }])).toBeNull();
  });

  it('is given two days after it is open again', () => {
    const closure = { from: START, to: START + 20 };
    expect(silent(days, START + 22, [closure])).toBeNull();
    expect(silent(days, START + 23, [closure])).toBe(START);
  });

  it('keeps its habit through what lies behind', () => {
    const from = START - 18;
    const to = START - 15;
    const around = speaking(START, (day) => day <= from || day >= to);
    expect(silent(around, START + 3)).toBeNull();
    expect(silent(around, START + 3, [{ from, to }])).toBe(START);
  });
});

describe('a meter whose reports begin a session each week', () => {
  const isOpen = (day: number) => (day - START + 700) % 7 !== 6;
  const saturday = START + 5;
  const days = speaking(saturday, isOpen);
  const sessions = Array.from({ length: 8 }, (_, back) => START - 7 * back);
  const on = (today: number, isDaily: boolean) =>
    silentSince({ days, closures: [], reported: { sessions, last: saturday, isDaily } }, today);

  it('is missed after its Sunday and two days, where it is reported daily all the same', () => {
    expect(on(saturday + 3, true)).toBeNull();
    expect(on(saturday + 4, true)).toBe(saturday);
  });

  it('is given its week, where all that piled up comes at once', () => {
    expect(on(saturday + 8, false)).toBeNull();
    expect(on(saturday + 9, false)).toBe(saturday);
  });
});

describe('whatever a meter does', () => {
  const pattern = fc
    .array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 70 })
    .map((gaps) => gaps.reduceRight<number[]>((days, gap) => [(days[0] ?? START) - gap, ...days], [START]));

  it('it is never silent within the longest pause it made of late, and a day', () => {
    fc.assert(
      fc.property(pattern, fc.nat(80), (days, after) => {
        const recent = days.filter((day) => day > START - 56);
        const pauses = recent.slice(1).map((day, index) => day - (recent[index] ?? day) - 1);
        const since = silent(days, START + after);
        if (since === null) return;
        expect(after - 1).toBeGreaterThanOrEqual(Math.max(0, ...pauses) + 2);
        expect(days.filter((day) => day > START - 28).length).toBeGreaterThanOrEqual(14);
      }),
    );
  });

  it('silence is found the same on any date, and stays found until the meter speaks or it has ended', () => {
    fc.assert(
      fc.property(pattern, fc.nat(50), fc.integer({ min: -5_000, max: 5_000 }), (days, after, shift) => {
        const since = silent(days, START + after);
        const shifted = days.map((day) => day + shift);
        expect(silent(shifted, START + after + shift)).toBe(since === null ? null : since + shift);
        if (since === null) return;
        expect(silent(days, START + after + 1)).toBe(since);
        expect(silent([...days, START + after], START + after)).toBeNull();
      }),
    );
  });

  it('no meter is silent while its site is suspended', () => {
    fc.assert(
      fc.property(pattern, fc.nat(59), fc.nat(30), (days, after, before) => {
        expect(silent(days, START + after, [{ from: START - before, to: null }])).toBeNull();
      }),
    );
  });
});
