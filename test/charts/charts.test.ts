import { describe, expect, it } from 'vitest';
import { accountChart } from '../../api/web/charts/accountChart.js';
import type { AccountPicture } from '../../api/web/charts/accountPicture.js';
import { barsChart, sparkline } from '../../api/web/charts/barsChart.js';

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
    expect(textsOf(svg)).toContain('limit −100,000.00, far below');
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
