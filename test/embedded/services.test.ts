import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServices } from '../../src/embedded/services.js';
import { processesLeft } from '../setup/program.js';

const NOTHING = { databaseUrl: undefined, temporal: undefined, temporalUiUrl: undefined, smtpUrl: undefined };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitetab-services-'));
});
afterEach(async () => {
  expect(await processesLeft(folder)).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

describe('everything on this machine', () => {
  it('reports when an embedded server ends by itself', async () => {
    const services = await startServices({
      dataDir: folder,
      mode: 'sandbox',
      given: NOTHING,
      searchAttributes: {},
    });
    expect(services.temporal.test?.address).toBe(services.temporal.target.connection.address);
    expect(services.mailbox?.url).toBe(services.smtpUrl);
    process.kill(services.temporal.test?.pid ?? 0, 'SIGKILL');
    expect(await services.broken).toBe('The Temporal test server has gone (SIGKILL)');
    await services.stop();
  });

  it('embeds only what the environment does not point at', async () => {
    const given = { ...NOTHING, databaseUrl: 'postgres://db.test/sitetab', smtpUrl: 'smtp://mail.test' };
    const temporal = { namespace: 'default', connection: { address: 'temporal.test:7233' } };
    const services = await startServices({
      dataDir: folder,
      mode: 'start',
      given: { ...given, temporal },
      searchAttributes: {},
    });
    expect(services).toMatchObject({ databaseUrl: given.databaseUrl, smtpUrl: given.smtpUrl, mailbox: null });
    expect(services.temporal).toEqual({ target: temporal, uiUrl: null, binary: null, test: null });
    await services.stop();
  });

  it('stops what came up when another part does not', async () => {
    const env = { ...process.env, TEMPORAL_CLI: '/nonexistent/temporal' };
    const starting = startServices({
      dataDir: folder,
      mode: 'start',
      given: NOTHING,
      searchAttributes: {},
      env,
    });
    await expect(starting).rejects.toThrow('TEMPORAL_CLI names /nonexistent/temporal');
    expect(await processesLeft(folder)).toEqual([]);
  });
});
