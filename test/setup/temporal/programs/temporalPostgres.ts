/**
 * `npm run temporal:postgres`: Temporal's production server on the embedded PostgreSQL, as docker-compose.yml has it.
 * Builds it once from the Go module proxy (about seven minutes; kept in ~/.cache/sitetab/temporal), prints its address
 * and runs until Ctrl-C. `npm run bench` and `npm run chaos` start one of their own with `--temporal postgres`.
 *
 *   --build        only builds it
 *   --data DIR     where its data is kept (a temporary folder, deleted at the end)
 *
 * Ends with 0 when stopped, 1 when it cannot be built or started, 3 when Go is missing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SEARCH_ATTRIBUTES } from '../../../../cli/processes/signals.js';
import { startPostgres } from '../../../../src/embedded/postgres/embeddedPostgres.js';
import { describeError } from '../../../../src/platform/processes/startupFailure.js';
import { readOptions } from '../../readOptions.js';
import { findTemporalServer, GoMissing } from '../serverBuild.js';
import { startTemporalPostgres } from '../temporalPostgres.js';

const values = readOptions(import.meta.url, {
  options: {
    build: { type: 'boolean', default: false },
    data: { type: 'string' },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function run(): Promise<void> {
  const { server } = await findTemporalServer({ log: say });
  if (values.build) {
    say(`Temporal is built: ${server}`);
    return;
  }
  const folder = values.data ?? mkdtempSync(join(tmpdir(), 'sitetab-temporal-'));
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres') });
  try {
    const temporal = await startTemporalPostgres({
      dataDir: join(folder, 'temporal'),
      databaseUrl: postgres.adminUrl,
      namespace: 'default',
      searchAttributes: SEARCH_ATTRIBUTES,
    });
    say(`Temporal is ready at ${temporal.address} (TEMPORAL_ADDRESS). Ctrl-C stops it.`);
    const stopped = new Promise<string>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
    });
    const how = await Promise.race([stopped, temporal.gone, postgres.gone]);
    await temporal.stop();
    if (!how.startsWith('SIG')) throw new Error(`a server ended: ${how}`);
  } finally {
    await postgres.stop();
    if (values.data === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

try {
  await run();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(error instanceof GoMissing ? 3 : 1);
}
