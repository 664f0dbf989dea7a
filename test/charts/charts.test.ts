import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountChart } from '../../api/web/charts/accountChart.js';
import type { AccountPicture } from '../../api/web/charts/accountPicture.js';
import { barsChart, sparkline } from '../../api/web/charts/barsChart.js';
import { type Box, boxOf, type Candidate, overlaps } from '../../api/web/charts/labels.js';
import { priceCurve } from '../../api/web/charts/priceCurve.js';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-22T10:00:00Z');

/** An account that loses a whole unit a day, from `from` days before now to `to` days after. */
function falling(from: number, to: number, byDay = 100n) {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    at: NOW + (from + index) * DAY_MS,
    minor: 1_000n - BigInt(from + index) * byDay,
  }));
}

const PICTURE: AccountPicture = {
  width: 760,
  currency: 'EUR',
  timeZone: 'Europe/London',
  asOf: NOW,
  past: falling(-30, 0),
  ahead: falling(0, 30),
  early: falling(0, 30, 140n),
  late: falling(0, 30, 70n),
  limitMinor: 0n,
  marks: [
    { at: NOW - 4 * DAY_MS, words: 'week notice', tone: 'notice' },
    { at: NOW + 10 * DAY_MS, words: 'Wed 2 Dec', tone: 'limit' },
  ],
  title: 'What it says',
};

const textsOf = (svg: string): string[] =>
  Array.from(svg.matchAll(/<text[^>]*>([^<]*)</g), ([, text = '']) => text);

describe('the picture of an account', () => {
  it('names what it shows where it shows it, and has no legend', () => {
    const svg = accountChart(PICTURE);
    const texts = textsOf(svg);
    expect(texts).toContain('week notice');
    expect(texts).toContain('Wed 2 Dec');
    expect(texts).toContain('today');
    expect(texts.some((text) => text.startsWith('limit 0.00'))).toBe(true);
    expect(svg).toContain('aria-label="What it says"');
    expect(svg).toMatch(/class="was"/);
    expect(svg).toMatch(/class="expected"/);
    expect(svg).toMatch(/class="edges"/);
  });

  it('keeps everything within its frame, at every width', () => {
    for (const width of [324, 500, 760]) {
      const svg = accountChart({ ...PICTURE, width });
      for (const [, x = '0'] of svg.matchAll(/ (?:x|x1|x2|cx)="(-?[\d.]+)"/g)) {
        expect(Number(x)).toBeGreaterThanOrEqual(0);
        expect(Number(x)).toBeLessThanOrEqual(width);
      }
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  it('draws the limit lower than what is above it', () => {
    const line = /y1="([\d.]+)"[^>]*class="limit"/.exec(accountChart(PICTURE))?.[1];
    const now = /cy="([\d.]+)"[^>]*class="notice"/.exec(accountChart(PICTURE))?.[1];
    expect(Number(line)).toBeGreaterThan(Number(now));
  });

  it('does not flatten everything for a limit that is far away, but labels where it is', () => {
    const svg = accountChart({ ...PICTURE, limitMinor: -10_000_000n });
    expect(textsOf(svg)).toContain('limit −100,000.00 is below this chart');
    expect(svg).not.toMatch(/<line[^>]*class="limit"/);
  });

  it('stands for an account of today, without a past or a future, in any currency', () => {
    for (const currency of ['EUR', 'JPY', 'KWD']) {
      const bare = {
        ...PICTURE,
        currency,
        past: [{ at: NOW, minor: 0n }],
        ahead: [],
        early: [],
        late: [],
        marks: [],
      };
      expect(accountChart(bare)).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  it('shows what people typed as what it is', () => {
    const marks = [{ at: NOW + DAY_MS, words: '<script>alert(1)</script>', tone: 'planned' as const }];
    expect(accountChart({ ...PICTURE, marks })).not.toContain('<script');
  });

  it('leaves a label out rather than write it over another', () => {
    const marks = Array.from({ length: 40 }, (_, index) => ({
      at: NOW - DAY_MS - index,
      words: `a payment of ${index}`,
      tone: 'money' as const,
    }));
    const texts = textsOf(accountChart({ ...PICTURE, width: 324, marks })).filter((text) =>
      text.startsWith('a pay'),
    );
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.length).toBeLessThan(20);
  });
});

describe('the bars of a meter', () => {
  const bars = [3, 0, null, 9].map((value, index) => ({ label: `${index + 1} Oct`, value }));

  it('has a bar a day, its height in proportion, and names the highest', () => {
    const svg = barsChart({ width: 324, bars, unit: '', title: 'Requests' });
    const heights = Array.from(svg.matchAll(/<rect[^>]*height="([\d.]+)"/g), ([, height = '']) =>
      Number(height),
    );
    expect(heights).toHaveLength(4);
    expect(heights[1]).toBe(0);
    expect(heights[2]).toBe(0);
    expect((heights[0] ?? 0) / (heights[3] ?? 1)).toBeCloseTo(1 / 3, 1);
    expect(textsOf(svg)).toContain('4 Oct: 9');
    expect(svg).toContain('3 Oct: no data');
  });

  it('formats bytes as bytes', () => {
    const svg = barsChart({
      width: 324,
      bars: [{ label: '1 Oct', value: 48_200_000_000 }],
      unit: 'bytes',
      title: 'B',
    });
    expect(textsOf(svg)).toContain('1 Oct: 48.2 GB');
  });

  it('stands without any days, and for days of nothing', () => {
    for (const empty of [[], [{ label: '1 Oct', value: 0 }]]) {
      expect(barsChart({ width: 324, bars: empty, unit: '', title: '' })).not.toMatch(/NaN|Infinity/);
    }
    expect(sparkline([0, 0], 'quiet')).not.toMatch(/NaN|Infinity/);
  });
});

interface Label {
  readonly words: string;
  readonly box: Box;
}

const plainText = (text: string): string => text.replace(/&(amp|lt|gt|quot|#39);/g, '.');

function labelsOf(svg: string): Label[] {
  return Array.from(svg.matchAll(/<text([^>]*)>([^<]*)</g), ([, attributes = '', text = '']) => {
    const of = (name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
    const anchor = (of('text-anchor') || 'start') as Candidate['anchor'];
    const words = plainText(text);
    return { words, box: boxOf(words, { x: Number(of('x')), y: Number(of('y')), anchor }) };
  });
}

/** Points along the drawn lines of a chart, a pixel apart. */
function inkOf(svg: string): { x: number; y: number }[] {
  return Array.from(svg.matchAll(/<path d="M([^"Z]*)" class="(?:was|expected)"/g)).flatMap(
    ([, path = '']) => {
      const places = path.split('L').map((place) => place.split(' ').map(Number) as [number, number]);
      return places.flatMap(([x, y], index) => {
        const [fromX, fromY] = places[index - 1] ?? [x, y];
        const steps = Math.max(1, Math.ceil(Math.hypot(x - fromX, y - fromY)));
        return Array.from({ length: steps + 1 }, (_, step) => ({
          x: fromX + ((x - fromX) * step) / steps,
          y: fromY + ((y - fromY) * step) / steps,
        }));
      });
    },
  );
}

/** Labels that lie on each other, outside the frame or on a line. A tenth of a pixel is lost in rounding. */
function unreadable(svg: string, width: number): string[] {
  const labels = labelsOf(svg);
  const ink = inkOf(svg);
  return labels.flatMap(({ words, box }, index) => {
    const { left, right, top, bottom } = box;
    const inner = { left: left + 0.2, right: right - 0.2, top: top + 0.2, bottom: bottom - 0.2 };
    const isOutside = left < -0.2 || right > width + 0.2;
    const other = labels.slice(index + 1).find((each) => overlaps(inner, each.box));
    const isCrossed = ink.some(
      ({ x, y }) => x > inner.left && x < inner.right && y > inner.top && y < inner.bottom,
    );
    return [
      ...(isOutside ? [`${words} is outside the frame`] : []),
      ...(other === undefined ? [] : [`${words} is on ${other.words}`]),
      ...(isCrossed ? [`${words} is on a line`] : []),
    ];
  });
}

const amounts = fc.oneof(
  fc.bigInt(-30_000n, 30_000n),
  fc.bigInt(-20n, 20n),
  fc.bigInt(-(10n ** 20n), 10n ** 20n),
);

const pictures: fc.Arbitrary<AccountPicture> = fc
  .record({
    width: fc.constantFrom(324, 500, 760),
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
    start: amounts,
    perDay: fc.oneof(fc.constant(0n), fc.bigInt(-3_000n, 3_000n)),
    jumps: fc.array(fc.record({ day: fc.integer({ min: -35, max: 0 }), minor: amounts }), { maxLength: 3 }),
    behind: fc.integer({ min: 0, max: 35 }),
    further: fc.integer({ min: 0, max: 120 }),
    limitMinor: amounts,
    marks: fc.array(
      fc.record({
        day: fc.double({ min: -35, max: 120, noNaN: true }),
        words: fc.string({ minLength: 1, maxLength: 40 }),
        tone: fc.constantFrom('money' as const, 'notice' as const, 'limit' as const, 'planned' as const),
      }),
      { maxLength: 12 },
    ),
  })
  .map(({ start, perDay, jumps, behind, further, marks, ...rest }) => {
    const pointAt = (day: number) => ({
      at: NOW + day * DAY_MS,
      minor: jumps.reduce(
        (sum, jump) => (jump.day <= day ? sum + jump.minor : sum),
        start + perDay * BigInt(day),
      ),
    });
    const days = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => pointAt(from + index));
    const ahead = further === 0 ? [] : days(0, further);
    return {
      ...PICTURE,
      ...rest,
      past: days(-behind, 0),
      ahead,
      early: ahead,
      late: ahead,
      marks: marks.map(({ day, ...mark }) => ({ ...mark, at: NOW + day * DAY_MS })),
    };
  });

describe('the labels of any chart', () => {
  it('never meet each other, a line or the edge, whatever an account’s amounts and events are', () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        expect(unreadable(accountChart(picture), picture.width)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('never meet in the bars of a meter', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ min: 0, max: 1e18, noNaN: true })), { maxLength: 40 }),
        fc.constantFrom('bytes', '', 'seats of the assembly'),
        fc.constantFrom(324, 760),
        (values, unit, width) => {
          const bars = values.map((value, index) => ({ label: `${(index % 30) + 1} October`, value }));
          expect(unreadable(barsChart({ width, bars, unit, title: '' }), width)).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('never meet below the curve of a price', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1, max: 1e12, noNaN: true }), { maxLength: 8 }),
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.constantFrom(324, 560),
        (bounds, price, width) => {
          const sorted = [...bounds].sort((one, other) => one - other);
          const most = (sorted.at(-1) ?? 100) * 1.3;
          const chart = {
            width,
            bounds: sorted,
            most,
            unit: 'bytes',
            title: '',
            cost: (quantity: number) => quantity * price,
          };
          const svg = priceCurve({ ...chart, amount: (minor) => (minor / 100).toFixed(2) });
          expect(unreadable(svg, width).filter((fault) => !fault.endsWith('on a line'))).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
