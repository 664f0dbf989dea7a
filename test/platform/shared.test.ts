import { beforeAll, describe, expect, it } from 'vitest';
import { openTemporal } from '../../src/platform/temporal/temporalClient.js';
import { plainTarget } from '../../src/platform/temporal/temporalTarget.js';
import { createTestDatabase, type TestDatabase } from '../setup/database/database.js';
import { sharedTemporal, timeSkippingServer } from '../setup/temporal/temporal.js';

describe('what the tests run on', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });

  it('is a real PostgreSQL 18 with a migrated database of the test’s own', async () => {
    const [row] = await database.sql<{ version: string; database: string }[]>`
      select current_setting('server_version') as version, current_database() as database`;
    expect(row?.version).toMatch(/^18\./);
    expect(row?.database).toMatch(/^test_/);
    const [migrated] = await database.sql<
      { last: number }[]
    >`select max(number) as last from schema_migrations`;
    expect(migrated?.last).toBeGreaterThan(0);
  });

  it('is a real Temporal server with the requested attributes', async () => {
    const temporal = await sharedTemporal({ SetupProbe: 'Keyword' });
    const handle = openTemporal(plainTarget(temporal.address, temporal.namespace));
    expect(await handle.isReachable()).toBe(true);
    const { namespace } = temporal;
    const listed = await handle.connection.operatorService.listSearchAttributes({ namespace });
    expect(Object.keys(listed.customAttributes)).toContain('SetupProbe');
    await handle.close();
  });

  it('is a Temporal server whose clock can be moved', async () => {
    const server = await timeSkippingServer({ SetupProbe: 'Keyword' });
    const before = await server.now();
    await server.skipTo(before + 7 * 86_400_000);
    const after = await server.now();
    expect(after - before).toBeGreaterThanOrEqual(7 * 86_400_000);
    expect(after - before).toBeLessThan(7 * 86_400_000 + 5_000);
  });
});
