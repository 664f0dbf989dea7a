import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MailSink, startMailSink } from '../../src/embedded/mailbox/mailSink.js';
import { freePort } from '../../src/embedded/ports.js';
import { startPostgres } from '../../src/embedded/postgres/embeddedPostgres.js';
import { readConfig } from '../../src/platform/config.js';
import { packagePath } from '../../src/platform/files/paths.js';
import { connectSql } from '../../src/platform/sql/sql.js';
import { sharedTemporal } from '../setup/temporal/temporal.js';
import { type ComposeService, composeText, readComposeFile } from './composeFile.js';

/** What the script for the databases uses; it comes with the PostgreSQL image. */
const PSQL = 'psql';

const METRICS_TOKEN = 'a-token-of-16-letters';

const compose = readComposeFile();
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.build !== undefined);

describe('docker-compose.yml', () => {
  it('has what a deployment needs, in an order that can be followed', () => {
    const names = Object.keys(compose.services);
    expect(names).toEqual(
      expect.arrayContaining([
        'postgres',
        'temporal',
        'temporal-ui',
        'migrate',
        'api',
        'gate',
        'worker',
        'scheduler',
      ]),
    );
    for (const [name, { depends_on: others = {} }] of services) {
      for (const [other, { condition }] of Object.entries(others)) {
        const awaited = compose.services[other];
        expect(awaited, `${name} waits for ${other}`).toBeDefined();
        if (condition === 'service_healthy') expect(awaited?.healthcheck, other).toBeDefined();
        if (condition === 'service_completed_successfully')
          expect(awaited?.restart, other).toMatch(/^on-failure/);
      }
    }
  });

  it('looks after the health of everything that stays up', () => {
    const staying = services.filter(([, { restart }]) => restart === 'unless-stopped');
    expect(staying.filter(([, { healthcheck }]) => healthcheck === undefined).map(([name]) => name)).toEqual(
      [],
    );
  });

  it('trusts the web server before it, which the operator can configure', () => {
    for (const name of ['api', 'gate', 'worker', 'scheduler']) {
      const [, proxies = ''] =
        /^\$\{TRUSTED_PROXIES:-(.*)\}$/.exec(
          compose.services[name]?.environment?.['TRUSTED_PROXIES'] ?? '',
        ) ?? [];
      expect(readConfig({ TRUSTED_PROXIES: proxies }).trustedProxies).toContain('172.16.0.0/12');
    }
    for (const port of [compose.services['api'], compose.services['gate']].flatMap(
      (each) => each?.ports ?? [],
    ))
      expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('has no default password: each secret must be given', () => {
    const secrets = services.flatMap(([name, { environment = {} }]) =>
      Object.entries(environment)
        .filter(([key]) => /PASSWORD|PWD|SECRET|KEY$|^DATABASE_URL$|^SMTP_URL$/.test(key))
        .map(([key, value]) => `${name} ${key}=${value}`),
    );
    expect(secrets.length).toBeGreaterThan(8);
    for (const secret of secrets)
      expect(secret).toMatch(/=(postgres:\/\/sitetab:)?\$\{[A-Z_]+:\?[^}]+\}(@postgres:5432\/sitetab)?$/);
    // An address with a password written out, in this file or in what it mounts.
    const mounted = readdirSync(packagePath('docker')).map((name) =>
      readFileSync(packagePath('docker', name), 'utf8'),
    );
    for (const text of [composeText().replace(/^#.*$/gm, ''), ...mounted]) {
      expect(text).not.toMatch(/:\/\/[^\s:/]+:(?!\$\{)[^\s@/]+@/);
      expect(text).not.toMatch(/PASSWORD:-/);
    }
  });

  it('opens ports on the loopback address only', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('mounts only what is there, and scripts that a shell can read', () => {
    const mounts = services
      .flatMap(([, service]) => service.volumes ?? [])
      .map((volume) => volume.replace(/^\$\{\w+:-(\w+)\}/, '$1').split(':')[0] ?? '');
    for (const mount of mounts.filter((source) => source.startsWith('.'))) {
      expect(existsSync(packagePath(mount)), mount).toBe(true);
      if (mount.endsWith('.sh')) execFileSync('sh', ['-n', packagePath(mount)]);
    }
    expect(mounts.filter((source) => !source.startsWith('.'))).toEqual(Object.keys(compose.volumes));
  });

  it('runs commands that the command line has', () => {
    const help = execFileSync(process.execPath, [packagePath('bin/sitetab.mjs'), '--help']).toString();
    expect(ours.map(([name]) => name).sort()).toEqual(['api', 'gate', 'migrate', 'scheduler', 'worker']);
    for (const [name, { command }] of ours) {
      expect(command).toEqual(['sitetab', name]);
      expect(help).toMatch(new RegExp(`^ +${name} `, 'm'));
    }
  });
});

describe('what the image holds', () => {
  let folder: string;
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let sink: MailSink;
  let env: NodeJS.ProcessEnv;
  const apiPort = freePort();
  const gatePort = freePort();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sitetab-image-'));
    layOutImage(join(folder, 'app'));
    postgres = await startPostgres({ dataDir: join(folder, 'postgres') });
    sink = await startMailSink({ dataDir: join(folder, 'mail') });
    const temporal = await sharedTemporal({});
    env = {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      SITETAB_DATA: join(folder, 'data'),
      DATABASE_URL: await makeDatabases(postgres.adminUrl, folder),
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      TEMPORAL_TASK_QUEUE: 'deployment',
      TEMPORAL_UI_URL: temporal.uiUrl,
      SMTP_URL: sink.url,
      MAIL_FROM: 'Agency <billing@agency.test>',
      BASE_URL: 'https://tabs.agency.test',
      SECRET_KEY: randomBytes(32).toString('base64'),
      OWNER_EMAIL: 'owner@agency.test',
      LOG_LEVEL: 'info',
      TRUSTED_PROXIES: '172.16.0.0/12, 192.168.0.0/16',
      HOST: '127.0.0.1',
      PORT: String(await apiPort),
      GATE_PORT: String(await gatePort),
    };
  });

  afterAll(async () => {
    await sink.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('knows every setting the compose file gives', () => {
    const given = ours.flatMap(([, { environment = {} }]) => Object.keys(environment));
    const connectors = ['CONNECTOR_MAP_FILE', 'CONNECTOR_MAP_RELOAD', 'CONNECTOR_COMMAND'];
    const known = [...Object.keys(env), 'SITETAB_HEARTBEAT_FILE', ...connectors];
    expect(connectors.filter((name) => !given.includes(name))).toEqual([]);
    expect(given.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('migrates, twice without harm, as a user who owns nothing but its database', () => {
    for (const time of ['first', 'second']) {
      const done = spawnSync(process.execPath, [join(folder, 'app/bin/sitetab.mjs'), 'migrate'], {
        env,
        encoding: 'utf8',
      });
      expect(done.stderr, time).toBe('');
      expect(done.status, time).toBe(0);
    }
  });

  it('runs the gate, healthy by the file’s own check, until it is stopped', async () => {
    const child = spawn(process.execPath, [join(folder, 'app/bin/sitetab.mjs'), 'gate'], {
      env: { ...env, METRICS_TOKEN },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const port = await gatePort;
    await expect.poll(() => isHealthy(compose.services['gate'], '', port)).toBe(true);
    const answer = await fetch(`http://127.0.0.1:${port}/gate`, {
      headers: { 'x-forwarded-host': 'any.example' },
    });
    expect([answer.status, answer.headers.get('x-sitetab-state')]).toEqual([204, 'unknown']);
    const figures = `http://127.0.0.1:${port}/metrics`;
    expect((await fetch(figures)).status).toBe(401);
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    expect((await fetch(figures, { headers })).status).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it.each(['api', 'worker', 'scheduler'])(
    'runs the %s, healthy by the file’s own check, until it is stopped',
    async (name) => {
      const service = compose.services[name];
      const heartbeat = join(folder, `${name}-heartbeat`);
      const observed = await freePort();
      const monitored = { METRICS_PORT: String(observed), METRICS_TOKEN };
      const child = spawn(process.execPath, [join(folder, 'app/bin/sitetab.mjs'), name], {
        env: { ...env, ...monitored, GATE_PORT: '0', SITETAB_HEARTBEAT_FILE: heartbeat },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const port = await apiPort;
      await expect.poll(() => output).toMatch(/"msg":"(serving|working|scheduling)/);
      await expect.poll(() => isHealthy(service, heartbeat, port)).toBe(true);
      await showFigures(name, observed);
      child.kill('SIGTERM');
      expect(await ended, output).toBe(0);
      if (name === 'api') expect(isHealthy(service, heartbeat, port)).toBe(false);
    },
    90_000,
  );
});

/** Each process has its own metrics on a port of its own, behind the token. */
async function showFigures(part: string, port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}`;
  expect((await fetch(`${url}/metrics`)).status).toBe(401);
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
  const ask = async (): Promise<string> => (await fetch(`${url}/metrics`, { headers })).text();
  const text = await ask();
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  // Figures from the database come from the api only; otherwise they would count three times.
  expect(/^sitetab_accounts\{/m.test(text)).toBe(part === 'api');
  if (part === 'scheduler') {
    await expect.poll(ask).toMatch(/^sitetab_job_duration_seconds\{job="outbox"\} \S+$/m);
  }
  const ready = (await (await fetch(`${url}/readyz`)).json()) as object;
  expect(ready).toMatchObject({ status: 'ready', missing: [] });
}

/** Puts together what the last stage of the Dockerfile copies; its packages are those of this checkout. */
function layOutImage(app: string): void {
  const stage =
    readFileSync(packagePath('Dockerfile'), 'utf8')
      .split(/^FROM /m)
      .at(-1) ?? '';
  const copies = Array.from(stage.matchAll(/^COPY (?:--from=\w+ )?(.+) (\S+)$/gm));
  expect(copies.length).toBeGreaterThan(3);
  for (const [, sources = '', target = ''] of copies) {
    for (const source of sources.split(' ').map((path) => path.replace('/app/', ''))) {
      const place = join(app, target === './' ? source : target);
      mkdirSync(dirname(place), { recursive: true });
      if (source === 'node_modules') symlinkSync(packagePath('node_modules'), place);
      else cpSync(packagePath(source), place, { recursive: true });
    }
  }
}

/**
 * Makes the databases as the PostgreSQL image would, with the same script where this machine has psql. Our embedded
 * server has a superuser of the name that the script gives to the program's user, so that one makes room first.
 */
async function makeDatabases(url: string, folder: string): Promise<string> {
  const own = connectSql(url, { max: 1 });
  await own.unsafe(`create role postgres superuser login password 'admin'`);
  await own.end();
  const { hostname, port } = new URL(url);
  const admin = connectSql(`postgres://postgres:admin@${hostname}:${port}/postgres`, { max: 1 });
  await admin.unsafe('alter database sitetab rename to embedded');
  await admin.unsafe('alter role sitetab rename to embedded');
  const password = randomBytes(16).toString('hex');
  if (spawnSync(PSQL, ['--version']).status === 0) {
    execFileSync('sh', [packagePath('docker/databases.sh')], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        PGHOST: hostname,
        PGPORT: port,
        PGPASSWORD: 'admin',
        SITETAB_DB_PASSWORD: password,
        TEMPORAL_DB_PASSWORD: "with 'quotes' and \\",
      },
    });
  } else {
    console.warn('psql is not here: docker/databases.sh was not run, the database was made without it');
    await admin.unsafe(`create role sitetab login password '${password}'`);
    await admin.unsafe('create database sitetab owner sitetab');
  }
  await admin.end();
  return `postgres://sitetab:${password}@${hostname}:${port}/sitetab`;
}

/** Runs the health check as a container would, with our places instead of the container's. */
function isHealthy(service: ComposeService | undefined, heartbeat: string, port: number): boolean {
  const [kind, ...words] = service?.healthcheck?.test ?? [];
  const local = words.map((word) =>
    word
      .replaceAll('$$', '$')
      .replaceAll('/tmp/heartbeat', heartbeat)
      .replace(/127\.0\.0\.1:300[01]/g, `127.0.0.1:${port}`),
  );
  const [command = '', ...args] = kind === 'CMD-SHELL' ? ['sh', '-c', ...local] : local;
  return spawnSync(command, args).status === 0;
}
