/**
 * How early do the warnings really come? Replays a daily series of a real site as prepaid clients who top up after
 * each suspension, through the projection and the notice rules themselves, beside the plain month-to-date line.
 *
 *   npm run bench:notices -- [--series FILE] [--json]
 *
 * FILE holds `date,quantity` lines. Everything is seeded: the same series gives the same figures.
 */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { replaySeries } from './notices/replay.js';
import { reportOf, tableOf } from './notices/report.js';
import { readSeries, SeriesFault } from './notices/series.js';

const DEFAULT_SERIES = fileURLToPath(new URL('../test/data/daily-traffic-a.csv', import.meta.url));
const RUNS = 200;
const SEED = 20_260_301;

try {
  const { series: path, json } = readOptions();
  const replay = replaySeries(readSeries(path), { runs: RUNS, seed: SEED });
  const report = reportOf(replay);
  console.log(json ? JSON.stringify(report) : tableOf(basename(path), report, replay));
} catch (error) {
  if (!(error instanceof SeriesFault)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function readOptions(): { series: string; json: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        series: { type: 'string', default: DEFAULT_SERIES },
        json: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new SeriesFault(
      `${error instanceof Error ? error.message : String(error)}\nusage: npm run bench:notices -- [--series FILE] [--json]`,
    );
  }
}
