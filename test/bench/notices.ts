/**
 * How early do the notices really come, and how right are they? Replays daily series as prepaid clients who top up
 * after each suspension, through the projection and the notice rules themselves, beside the plain month-to-date line.
 * Each day's usage is reported in twelve rhythms: evenly, by the hours of three continents' visitors, once a day, late,
 * several days at once.
 *
 *   npm run bench:notices -- [--series FILE] [--rhythm NAME] [--runs N] [--ranges] [--json]
 *
 * FILE holds `date,quantity` lines; left out, a real page's eight years and six kinds of generated sites are replayed, another
 * site for each client: clients of one site see the same chance days, so more of them would show nothing new. Everything
 * is seeded: the same series gives the same figures. `--ranges` judges the 80 % ranges alone, in a tenth of the time.
 */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions } from '../setup/readOptions.js';
import { generateSeries, KINDS } from './notices/kinds.js';
import { replaySeries } from './notices/replay.js';
import { rangesTableOf, reportOf, tableOf } from './notices/report.js';
import { RHYTHMS } from './notices/rhythms.js';
import { readSeries, SeriesFault } from './notices/series.js';

const DEFAULT_SERIES = fileURLToPath(new URL('../data/daily-traffic-a.csv', import.meta.url));
const RUNS = 200;
const RUNS_GENERATED = 30;
const SEED = 20_260_301;

try {
  const { series: path, rhythm, runs, ranges: rangesOnly, json } = parseOptions();
  const rhythms = RHYTHMS.filter(({ name }) => rhythm === undefined || name === rhythm);
  if (rhythms.length === 0)
    throw new SeriesFault(`no rhythm "${rhythm}"; there are: ${RHYTHMS.map(({ name }) => name).join('; ')}`);
  for (const { name, series, usualRuns } of seriesOf(path)) {
    const reports = rhythms.map((one) =>
      reportOf(
        name,
        one.name,
        replaySeries(series, { rhythm: one, runs: runs ?? usualRuns, seed: SEED, rangesOnly }),
      ),
    );
    console.log(
      json
        ? reports.map((report) => JSON.stringify(report)).join('\n')
        : `${rangesOnly ? name : `${tableOf(name, reports)}\n`}\n${rangesTableOf(reports)}\n`,
    );
  }
} catch (error) {
  if (!(error instanceof SeriesFault)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

interface Source {
  readonly name: string;
  readonly series: Parameters<typeof replaySeries>[0];
  readonly usualRuns: number;
}

function* seriesOf(path: string | undefined): Generator<Source> {
  const file = path ?? DEFAULT_SERIES;
  yield { name: basename(file), series: readSeries(file), usualRuns: RUNS };
  if (path !== undefined) return;
  for (const [index, kind] of KINDS.entries())
    yield {
      name: `generated: ${kind}`,
      series: (run) => generateSeries(kind, SEED + index + run * KINDS.length),
      usualRuns: RUNS_GENERATED,
    };
}

interface Options {
  readonly series: string | undefined;
  readonly rhythm: string | undefined;
  readonly runs: number | undefined;
  readonly ranges: boolean;
  readonly json: boolean;
}

function parseOptions(): Options {
  const {
    series,
    rhythm,
    runs: times,
    ranges,
    json,
  } = readOptions(import.meta.url, {
    options: {
      series: { type: 'string' },
      rhythm: { type: 'string' },
      runs: { type: 'string' },
      ranges: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const runs = times === undefined ? undefined : Number(times);
  if (runs !== undefined && !(Number.isInteger(runs) && runs > 0))
    throw new SeriesFault('--runs is a whole number above 0');
  return { series, rhythm, json, ranges, runs };
}
