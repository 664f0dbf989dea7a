import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Report } from '../guard.js';
import type { OperationsRequest } from './request.js';

/** The real database comes with the tests' own setup, in a process of its own. */
export class OperationsRun {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sitetab-guard-'));
  readonly #report = join(this.#folder, 'report.json');
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #isRunning = true;

  constructor(root: string, request: OperationsRequest) {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    this.#child = spawn(process.execPath, [vitest, 'run', 'test/simulation/guard/operations.test.ts'], {
      ...{ cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
      env: {
        ...process.env,
        GUARD_ASKED: JSON.stringify({ ...request, report: this.#report }),
        NO_COLOR: '1',
      },
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once('exit', () => {
        this.#isRunning = false;
        resolve();
      });
    });
  }

  isRunning(): boolean {
    return this.#isRunning;
  }

  /** Until it ends, or for so long. */
  async pause(ms: number): Promise<void> {
    const stop = new AbortController();
    const over = setTimeout(ms, undefined, { signal: stop.signal }).catch(() => undefined);
    await Promise.race([this.#ended, over]);
    stop.abort();
  }

  /** What it has written by now. */
  soFar(): Report | undefined {
    return existsSync(this.#report) ? (JSON.parse(readFileSync(this.#report, 'utf8')) as Report) : undefined;
  }

  async answer<T>(): Promise<T> {
    await this.#ended;
    try {
      if (!existsSync(this.#report)) throw new Error('the run on the real database came to no end');
      return JSON.parse(readFileSync(this.#report, 'utf8')) as T;
    } finally {
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }
}
