import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startChild } from '../../src/embedded/children.js';
import { assertPortFree, freePort, isPortFree, preferPort } from '../../src/embedded/ports.js';
import { lockDataDir } from '../../src/platform/files/lockFile.js';
import { processesLeft, runProgram } from '../setup/program.js';

const TAKE_LOCK = new URL('./programs/takeLock.ts', import.meta.url);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitetab-children-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a child process', () => {
  const shell = (script: string): Parameters<typeof startChild>[0] => ({
    name: 'The probe',
    command: '/bin/sh',
    args: ['-c', script, folder],
    logFile: join(folder, 'log'),
    stopSignal: 'SIGTERM',
  });

  it('stops on request and reports its exit', async () => {
    const child = await startChild(
      shell('trap "echo bye; exit 3" TERM; echo hello; while :; do sleep 0.05; done'),
    );
    await expect.poll(() => readFileSync(join(folder, 'log'), 'utf8')).toBe('hello\n');
    await child.stop();
    expect(await child.gone).toBe('exit 3');
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('hello\nbye\n');
    expect(await processesLeft(folder)).toEqual([]);
  });

  it('is killed when it does not listen', async () => {
    const child = await startChild(shell('trap "" TERM; echo hello; while :; do sleep 0.05; done'));
    await expect.poll(() => readFileSync(join(folder, 'log'), 'utf8')).toBe('hello\n');
    await child.stop(100);
    expect(await child.gone).toBe('SIGKILL');
    expect(await processesLeft(folder)).toEqual([]);
  });

  it('does not inherit the secrets of this process', async () => {
    process.env['SECRET_KEY_OF_TEST'] = 'told in confidence';
    const child = await startChild(shell('env; echo "$PATH" > "$0/path"'));
    delete process.env['SECRET_KEY_OF_TEST'];
    expect(await child.gone).toBe('exit 0');
    expect(readFileSync(join(folder, 'log'), 'utf8')).not.toContain('told in confidence');
    expect(readFileSync(join(folder, 'path'), 'utf8').trim()).toBe(process.env['PATH']);
  });

  it('that does not exist is gone at once, and its log has the reason', async () => {
    const child = await startChild({ ...shell(''), command: '/nonexistent/program' });
    expect(await child.gone).toBe('exit 127');
    expect(readFileSync(join(folder, 'log'), 'utf8')).toContain('/nonexistent/program');
  });
});

describe('the lock of a data folder', () => {
  it('is refused while it is held, also to its holder, and free afterwards', async () => {
    const lock = await lockDataDir(folder);
    await expect(lockDataDir(folder)).rejects.toThrow(
      `Another Sitetab (process ${process.pid}) uses the data folder`,
    );
    lock.release();
    (await lockDataDir(folder)).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('goes to one of many who find its holder dead', async () => {
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
    const starters = await Promise.all(Array.from({ length: 5 }, () => runProgram(TAKE_LOCK, [folder])));
    const takers = starters.filter(({ said }) => said?.['taken'] === true);
    expect(takers).toHaveLength(1);
    const losers = starters.filter(({ said }) => said?.['taken'] === false);
    expect(losers.map(({ said }) => said?.['why'])).toEqual(
      Array.from(
        { length: 4 },
        () => expect.stringContaining(`(process ${String(takers[0]?.pid)})`) as unknown,
      ),
    );
    process.kill(takers[0]?.pid ?? 0, 'SIGKILL');
    await takers[0]?.ended;
    (await lockDataDir(folder)).release();
  });

  it('that was cut off while being written belongs to no process', async () => {
    writeFileSync(join(folder, 'lock'), '{"pi');
    (await lockDataDir(folder)).release();
  });
});

describe('ports', () => {
  it('differ, and the preferred one is used while it is free', async () => {
    const port = await freePort();
    expect(await isPortFree(port)).toBe(true);
    expect(await preferPort(port)).toBe(port);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    expect(await isPortFree(port)).toBe(false);
    expect(await preferPort(port)).not.toBe(port);
    await expect(assertPortFree(port, 'the API')).rejects.toThrow(`Port ${port} for the API is taken`);
    other.close();
  });
});
