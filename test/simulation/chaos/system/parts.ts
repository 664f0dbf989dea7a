import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '../../../../src/embedded/children.js';
import { freePort } from '../../../../src/embedded/ports.js';
import type { SteppedClock } from './clock.js';
import { Line } from './proxy.js';
import type { Servers } from './servers.js';

type Child = Awaited<ReturnType<typeof startChild>>;

const NAMES = ['api-1', 'api-2', 'gate', 'worker-1', 'worker-2', 'scheduler-1', 'scheduler-2'] as const;
const APIS = ['api-1', 'api-2'] as const;
export type PartName = (typeof NAMES)[number];

const RESTART_MS = 300;
const COMMAND_MS_MAX = 90_000;

/** What came of a command of ours. */
export interface Printed {
  readonly code: number;
  readonly text: string;
}

export interface PartsOptions {
  readonly source: string;
  readonly folder: string;
  readonly servers: Servers;
  readonly name: string;
  readonly clock: SteppedClock;
  /** How many queries are sent on one connection to the database before the first is answered. */
  readonly pipeline: number;
}

type Ports = Readonly<Record<(typeof APIS)[number] | 'gate', number>>;

interface PartAddresses {
  readonly url: string;
  readonly balancer: Line;
  readonly ports: Ports;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Our own programs, as production runs them on several machines: two APIs behind a balancer, the gate, two workers and
 * two schedulers, each a process kept running.
 */
export class Parts {
  /** Of the balancer in front of the APIs. It knows nothing of their health, so some requests fail while one is down. */
  readonly url: string;
  readonly gateUrl: string;
  readonly names = NAMES;
  readonly folder: string;
  private source: string;
  private readonly env: NodeJS.ProcessEnv;
  private readonly running = new Map<PartName, Child>();
  private readonly kept = new Map<PartName, Promise<void>>();
  private readonly resting = new Set<PartName>();
  private isStopping = false;
  private readonly ports: Ports;
  private readonly balancer: Line;

  private constructor(source: string, folder: string, at: PartAddresses) {
    this.source = source;
    this.folder = folder;
    this.url = at.url;
    this.balancer = at.balancer;
    this.ports = at.ports;
    this.gateUrl = `http://127.0.0.1:${at.ports.gate}/gate`;
    this.env = at.env;
  }

  static async start(options: PartsOptions): Promise<{ parts: Parts; apiKey: string; database: string }> {
    const { source, folder, servers, name, clock, pipeline } = options;
    mkdirSync(folder, { recursive: true });
    const { direct, lined } = await servers.newDatabase(name);
    const ports = { 'api-1': await freePort(), 'api-2': await freePort(), gate: await freePort() };
    let connections = 0;
    const balancer = await Line.to(() => ports[(connections += 1) % 2 === 0 ? 'api-2' : 'api-1']);
    const url = `http://127.0.0.1:${balancer.port}`;
    const env = {
      ...process.env,
      ...clock.env,
      DATABASE_URL: lined,
      DATABASE_PIPELINE_MAX: String(pipeline),
      TEMPORAL_ADDRESS: `127.0.0.1:${servers.lines.temporal.port}`,
      TEMPORAL_TASK_QUEUE: name,
      SMTP_URL: `smtp://127.0.0.1:${servers.lines.mail.port}`,
      BASE_URL: url,
      HOST: '127.0.0.1',
      SITETAB_DATA: folder,
      SECRET_KEY: Buffer.alloc(32, 'chaos').toString('base64'),
      WEBHOOK_ALLOW_PRIVATE: '1',
      LOG_LEVEL: 'warn',
    };
    const parts = new Parts(source, folder, { url, balancer, ports, env });
    const { code, text } = await parts.command(['api-key', 'create']);
    if (code !== 0) throw new Error(`no API key: ${text}`);
    for (const part of NAMES) parts.kept.set(part, parts.keep(part));
    await parts.ready(60_000);
    return { parts, apiKey: text.trim().split('\n')[0] ?? '', database: direct };
  }

  signal(part: PartName, signal: NodeJS.Signals): void {
    const child = this.running.get(part);
    if (child === undefined || child.isGone()) return;
    try {
      process.kill(child.pid, signal);
    } catch {
      // It is gone already.
    }
  }

  /** A command of the program, as an operator gives it in the same surroundings. */
  command(args: readonly string[]): Promise<Printed> {
    const main = join(this.source, 'dist', 'main.js');
    return new Promise((resolve) => {
      const options = { env: this.env, timeout: COMMAND_MS_MAX };
      execFile(process.execPath, [main, ...args], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, text: code === 0 ? stdout : `${stdout}${stderr}` });
      });
    });
  }

  /** Stops some parts in an orderly way, as an operator does, and keeps them stopped. */
  async rest(parts: readonly PartName[]): Promise<void> {
    for (const part of parts) this.resting.add(part);
    for (const part of parts) this.signal(part, 'SIGCONT');
    await Promise.all(
      parts.map(async (part) => {
        await this.running.get(part)?.stop(12_000);
      }),
    );
  }

  resume(parts: readonly PartName[]): void {
    for (const part of parts) this.resting.delete(part);
  }

  /** From now on what is started is another build: the workers at once, the others when they end. */
  deploy(source: string): void {
    this.source = source;
    this.signal('worker-1', 'SIGTERM');
    this.signal('worker-2', 'SIGKILL');
  }

  /** Waits until each API says that it misses nothing. */
  async ready(withinMs: number): Promise<void> {
    const until = Date.now() + withinMs;
    await Promise.all(
      APIS.map(async (api) => {
        while (!(await this.isReady(api))) {
          if (Date.now() > until) throw new Error(`${api} did not become ready (see ${this.folder})`);
          await delay(100);
        }
      }),
    );
  }

  private async isReady(api: (typeof APIS)[number]): Promise<boolean> {
    const url = `http://127.0.0.1:${this.ports[api]}/readyz`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    return answer?.ok === true;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.resting.clear();
    for (const part of NAMES) this.signal(part, 'SIGCONT');
    for (const part of NAMES) this.signal(part, 'SIGKILL');
    await Promise.all(this.kept.values());
    await this.balancer.stop();
  }

  private mayRun(part: PartName): boolean {
    return !this.isStopping && !this.resting.has(part);
  }

  /** The supervisor: whatever ends is started again a moment later, unless it is to rest. */
  private async keep(part: PartName): Promise<void> {
    const [command = ''] = part.split('-');
    for (;;) {
      while (this.resting.has(part)) await delay(50);
      if (this.isStopping) return;
      const child = await startChild({
        name: part,
        command: process.execPath,
        args: ['--enable-source-maps', join(this.source, 'dist', 'main.js'), command],
        logFile: join(this.folder, `${part}.log`),
        env: { ...this.env, ...this.portsOf(part) },
        stopSignal: 'SIGTERM',
      });
      this.running.set(part, child);
      if (!this.mayRun(part)) await child.stop(1_000);
      await child.gone;
      await delay(RESTART_MS);
    }
  }

  /** The gate is a part of its own, so the APIs start none. */
  private portsOf(part: PartName): Record<string, string> {
    if (part === 'gate') return { GATE_PORT: String(this.ports.gate) };
    return part === 'api-1' || part === 'api-2'
      ? { GATE_PORT: '0', PORT: String(this.ports[part]) }
      : { GATE_PORT: '0' };
  }
}
