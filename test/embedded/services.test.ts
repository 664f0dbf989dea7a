import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServices } from '../../src/embedded/services.js';
import { connectSql } from '../../src/platform/sql/sql.js';
import { processesLeft, runProgram } from '../setup/program.js';

const HOLD = new URL('./programs/holdServices.ts', import.meta.url);
const NOTHING = { databaseUrl: undefined, temporal: undefined, temporalUiUrl: undefined, smtpUrl: undefined };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitetab-services-'));
});
afterEach(async () => {
  expect(await processesLeft(folder)).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

async function ask(url: string, query: string): Promise<unknown> {
  const sql = connectSql(url, { max: 1 });
  try {
    return (await sql.unsafe(query))[0];
  } finally {
    await sql.end();
  }
}

describe('everything on this machine', () => {
  it('comes up, keeps its data through Ctrl-C and SIGKILL, and leaves no process behind', async () => {
    const first = await runProgram(HOLD, ['start', folder]);
    expect(first.said, first.complaint()).toBeDefined();
    await ask(String(first.said?.['url']), 'create table kept as select 42 as answer');
    process.kill(-first.pid, 'SIGINT');
    expect(await first.ended).toBe(0);
    expect(await processesLeft(folder)).toEqual([]);

    const second = await runProgram(HOLD, ['start', folder]);
    expect(await ask(String(second.said?.['url']), 'select answer from kept')).toEqual({ answer: 42 });
    process.kill(-second.pid, 'SIGKILL');
    await second.ended;

    const third = await runProgram(HOLD, ['start', folder]);
    expect(await ask(String(third.said?.['url']), 'select answer from kept')).toEqual({ answer: 42 });
    process.kill(third.pid, 'SIGTERM');
    expect(await third.ended).toBe(0);
  }, 90_000);

  it('says when an embedded server goes away by itself', async () => {
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
