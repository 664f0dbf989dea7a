import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort } from '../../src/embedded/ports.js';
import { connectSql } from '../../src/platform/sql/sql.js';
import { processesLeft } from '../setup/program.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-start-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly output: () => string;
  readonly ended: Promise<number | string>;
  /** Presses Ctrl-C as a terminal does: the whole process group gets it. */
  interrupt(): void;
}

/** Runs `sitetab start` at the head of a process group of its own, until it is ready or has ended. */
async function start(data: string, port: number, env: Record<string, string> = {}): Promise<Started> {
  const child = spawn(
    process.execPath,
    ['bin/sitetab.mjs', 'start', '--data', data, '--port', String(port)],
    {
      cwd: ROOT,
      detached: true,
      // The test runner sets a BASE_URL of its own.
      env: { ...process.env, BASE_URL: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  const ended = once(child, 'close').then(([code, signal]) => (signal ?? code) as number | string);
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => {
        output += bytes.toString();
        if (output.includes('Ctrl-C stops everything')) resolve();
      });
    }
  });
  await Promise.race([ready, ended]);
  return { output: () => output, ended, interrupt: () => process.kill(-(child.pid ?? 0), 'SIGINT') };
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('npm warn'));
}

describe('npm start', () => {
  it('comes up twice on the same data, stops with Ctrl-C and leaves no process', async () => {
    const data = newFolder();
    const first = await start(data, await freePort());
    expect(first.output()).toContain('Owner');
    expect(first.output()).toMatch(/Temporal binary\s+\S+ \(\w/);
    const key = readFileSync(join(data, 'api-key'), 'utf8').trim();
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(first.output())?.[0] ?? '';
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const site = { slug: 'kept', name: 'Kept', hostnames: ['kept.example'] };
    const made = await fetch(`${url}/v1/sites`, { method: 'POST', headers, body: JSON.stringify(site) });
    expect(made.status).toBe(201);
    first.interrupt();
    expect(await first.ended).toBe(0);
    expect(await processesLeft(data)).toEqual([]);

    const second = await start(data, await freePort());
    expect(second.output()).not.toContain('Owner');
    const again = /http:\/\/127\.0\.0\.1:\d+/.exec(second.output())?.[0] ?? '';
    const sites = await fetch(`${again}/v1/sites`, { headers });
    expect(await sites.text()).toContain('kept.example');
    second.interrupt();
    expect(await second.ended).toBe(0);
    expect(await processesLeft(data)).toEqual([]);
  }, 120_000);

  it('says in one line that its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const started = await start(newFolder(), port);
    expect(await started.ended).toBe(1);
    expect(lines(started.output())).toEqual([expect.stringContaining(`Port ${port}`)]);
    taken.close();
  }, 60_000);

  it('says in one line which binary is missing', async () => {
    const data = newFolder();
    const env = { TEMPORAL_CLI: join(data, 'no-such-temporal') };
    const started = await start(data, await freePort(), env);
    expect(await started.ended).toBe(1);
    expect(lines(started.output())).toEqual([expect.stringContaining('no-such-temporal')]);
    expect(await processesLeft(data)).toEqual([]);
  }, 60_000);

  it('says in one line that the database is of a newer version', async () => {
    const data = newFolder();
    const first = await start(data, await freePort());
    const running = JSON.parse(readFileSync(join(data, 'running.json'), 'utf8')) as { databaseUrl: string };
    const sql = connectSql(running.databaseUrl, { max: 1 });
    await sql`insert into schema_migrations (number, file, digest) values (9999, '9999_from_the_future.sql', '')`;
    await sql.end();
    first.interrupt();
    await first.ended;
    const second = await start(data, await freePort());
    expect(await second.ended).toBe(1);
    expect(lines(second.output())).toEqual([expect.stringContaining('newer Sitetab')]);
    expect(await processesLeft(data)).toEqual([]);
  }, 120_000);
});
