import { epochDay } from '../../../src/core/values/zone.js';
import { seededRandom } from './random.js';
import type { Series } from './series.js';

const DAYS = 1_100;
const FIRST_DAY = epochDay('2022-01-01');
const YEAR = 365.25;

/**
 * Six kinds of invented sites, each with a weekly pattern of its own and realistic scatter. The estimator was developed
 * on the first four; the last two only measure it.
 */
const LEVELS = {
  steady: () => () => 1_000,
  growing: () => (index: number) => 300 * 1.0015 ** index,
  seasonal: () => (index: number) => 1_000 * (1 + 0.6 * Math.sin((2 * Math.PI * index) / YEAR)),
  viral,
  drifting,
  noisy,
} satisfies Record<string, () => (index: number, random: () => number) => number>;

export type Kind = keyof typeof LEVELS;
export const KINDS = Object.keys(LEVELS) as Kind[];

/** Now and then a day brings many times the usual, which ebbs away within a week or two. */
function viral(): (index: number, random: () => number) => number {
  let wave = 0;
  return (_, random) => {
    wave *= 0.7;
    if (random() < 1 / 40) wave += 2 + 10 * random();
    return 700 * (1 + wave);
  };
}

/** Its level goes up and down at random. */
function drifting(): (index: number, random: () => number) => number {
  let level = 0;
  return (_, random) => {
    level = 0.998 * (level + 0.08 * (random() + random() + random() - 1.5));
    return 1_000 * Math.exp(level);
  };
}

/** Each day is somewhere between half and double the usual. */
function noisy(): (index: number, random: () => number) => number {
  return (_, random) => 1_000 * Math.exp(1.6 * (random() + random() + random() - 1.5));
}

export function generateSeries(kind: Kind, seed: number): Series {
  const levelOf: (index: number, random: () => number) => number = LEVELS[kind]();
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: DAYS }, (_, index) => {
    const isWeekend = (FIRST_DAY + index + 3) % 7 >= 5;
    // Close to a normal scatter of about a sixth.
    const scatter = Math.exp(0.3 * (random() + random() + random() - 1.5));
    return Math.round(levelOf(index, random) * (isWeekend ? 0.7 : 1.12) * scatter);
  });
  return { firstDay: FIRST_DAY, values, daysMissing: 0 };
}
