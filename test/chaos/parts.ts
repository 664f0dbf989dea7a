import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, startChild } from '../../src/platform/index.js';
import type { Servers } from './servers.js';

type Child = Awaited<ReturnType<typeof startChild>>;

const NAMES = ['api', 'worker-1', 'worker-2', 'relay'] as const;
export type PartName = (typeof NAMES)[number];

const RESTART_MS = 300;

/** Our own programs, as production runs them: an API, two workers and a relay, each a process kept running. */
export class Parts {
  readonly url: string;
  readonly names = NAMES;
  private readonly source: string;
  private readonly env: NodeJS.ProcessEnv;
  private readonly folder: string;
  private readonly running = new Map<PartName, Child>();
  private readonly kept = new Map<PartName, Promise<void>>();
  private isStopping = false;

  private constructor(source: string, folder: string, url: string, env: NodeJS.ProcessEnv) {
    this.source = source;
    this.folder = folder;
    this.url = url;
    this.env = env;
  }

  static async start(
    source: string,
    folder: string,
    servers: Servers,
    name: string,
  ): Promise<{ parts: Parts; apiKey: string; database: string }> {
    mkdirSync(folder, { recursive: true });
    const { direct, lined } = await servers.newDatabase(name);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      DATABASE_URL: lined,
      TEMPORAL_ADDRESS: `127.0.0.1:${servers.lines.temporal.port}`,
      TEMPORAL_TASK_QUEUE: name,
      SMTP_URL: `smtp://127.0.0.1:${servers.lines.mail.port}`,
      BASE_URL: url,
      PORT: String(port),
      HOST: '127.0.0.1',
      SITETAB_DATA: folder,
      SECRET_KEY: Buffer.alloc(32, 'chaos').toString('base64'),
      WEBHOOK_ALLOW_PRIVATE: '1',
      LOG_LEVEL: 'warn',
    };
    const parts = new Parts(source, folder, url, env);
    const apiKey = await parts.makeKey();
    for (const part of NAMES) parts.kept.set(part, parts.keep(part));
    await parts.ready(60_000);
    return { parts, apiKey, database: direct };
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

  /** Waits until the API says that it misses nothing. */
  async ready(withinMs: number): Promise<void> {
    const until = Date.now() + withinMs;
    while (Date.now() < until) {
      await delay(100);
      const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(
        () => null,
      );
      if (answer?.ok === true) return;
    }
    throw new Error(`the API did not become ready (see ${this.folder})`);
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    for (const part of NAMES) this.signal(part, 'SIGCONT');
    for (const part of NAMES) this.signal(part, 'SIGKILL');
    await Promise.all(this.kept.values());
  }

  /** The supervisor: whatever ends is started again a moment later. */
  private async keep(part: PartName): Promise<void> {
    const [command = ''] = part.split('-');
    while (!this.isStopping) {
      const child = await startChild({
        name: part,
        command: process.execPath,
        args: ['--enable-source-maps', join(this.source, 'dist', 'main.js'), command],
        logFile: join(this.folder, `${part}.log`),
        env: this.env,
        stopSignal: 'SIGKILL',
      });
      this.running.set(part, child);
      await child.gone;
      await delay(RESTART_MS);
    }
  }

  private async makeKey(): Promise<string> {
    const main = join(this.source, 'dist', 'main.js');
    const { stdout } = await promisify(execFile)(process.execPath, [main, 'api-key', 'create'], {
      env: this.env,
    });
    return stdout.trim();
  }
}
