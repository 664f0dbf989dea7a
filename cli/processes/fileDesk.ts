import { Worker } from 'node:worker_threads';
import type { CheckFile, FileRequest } from '../../api/web/request/checkFile.js';
import type { SiteContext } from '../../src/core/context.js';
import { refuse } from '../../src/core/values/refusal.js';
import { packagePath } from '../../src/platform/files/paths.js';
import { createSiteTurns } from './siteTurns.js';

/** What the thread is asked: who asks, without what no other thread can have. */
export interface Asked {
  readonly context: Omit<SiteContext, 'sql' | 'wakeAccount'>;
  readonly task: FileRequest;
}

export type Told = { readonly outcome: Awaited<ReturnType<CheckFile>> } | { readonly failure: string };

export interface FileDesk {
  readonly check: CheckFile;
  readonly stop: () => Promise<void>;
}

interface Limits {
  /** How long one file may take. */
  readonly patienceMs: number;
  /** What the thread may hold, beside the file itself. */
  readonly heapMb: number;
  /** How many files may wait. */
  readonly waitingMax: number;
  /** How many of them may be one site's. */
  readonly eachMax: number;
  /** After how long without one the thread ends; it is started with the next. */
  readonly idleMs: number;
}

const LIMITS: Limits = { patienceMs: 120_000, heapMb: 768, waitingMax: 16, eachMax: 4, idleMs: 60_000 };

const BUSY = refuse('throttled', 'Too many files are waiting. Try again in a moment.');
const TOO_SLOW = refuse('invalid', 'takes too long to read: split the file', 'file');
const TOO_LARGE = refuse('invalid', 'needs too much memory to read: split the file', 'file');

/** Has files read by a thread of their own, one after the other, the sites in turn, each with an end to its time and its memory. */
export function createFileDesk(databaseUrl: string, changes: Partial<Limits> = {}): FileDesk {
  const limits = { ...LIMITS, ...changes };
  let thread: Worker | undefined;
  const turns = createSiteTurns({ each: limits.eachMax, all: limits.waitingMax });
  let idle: NodeJS.Timeout | undefined;

  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const ending = thread;
    thread = undefined;
    await ending?.terminate();
  };
  const read = async (asked: Asked): Promise<Awaited<ReturnType<CheckFile>>> => {
    clearTimeout(idle);
    thread ??= startThread(databaseUrl, limits.heapMb);
    const told = await ask(thread, asked, limits.patienceMs).catch(async (error: unknown) => {
      await end();
      throw error;
    });
    if (typeof told === 'string') {
      await end();
      return told === 'too slow' ? TOO_SLOW : TOO_LARGE;
    }
    idle = setTimeout(() => void end(), limits.idleMs).unref();
    if ('failure' in told) throw new Error(`a file could not be read: ${told.failure}`);
    return told.outcome;
  };
  return {
    check: ((context: SiteContext, task: FileRequest) =>
      turns.ask(context.siteId, () => read({ context: plain(context), task })) ??
      Promise.resolve(BUSY)) as CheckFile,
    stop: async () => {
      await turns.idle();
      await end();
    },
  };
}

/** Of the request, only who sends it and when: the rest belongs to this thread. */
function plain(context: SiteContext): Asked['context'] {
  const { siteId, now, wallNow, actor, actedAs, requestId, baseUrl } = context;
  return {
    ...{ siteId, now, wallNow, actor },
    ...(actedAs === undefined ? {} : { actedAs }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  };
}

/** Built beside the program; under a test from the sources, which Node cannot read by itself. */
function startThread(databaseUrl: string, heapMb: number): Worker {
  const entry = import.meta.url.endsWith('.ts')
    ? new URL('../fileThread.ts', import.meta.url).href
    : undefined;
  const options = {
    workerData: { databaseUrl, entry },
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  };
  const thread =
    entry === undefined
      ? new Worker(packagePath('dist/fileThread.js'), options)
      : new Worker(FROM_SOURCES, { ...options, eval: true });
  // If it breaks while no request waits for it, the next request gets the error.
  thread.on('error', () => undefined).unref();
  return thread;
}

const FROM_SOURCES = `
  import('tsx/esm/api').then(({ register }) => {
    register();
    return import(require('node:worker_threads').workerData.entry);
  });`;

function ask(thread: Worker, asked: Asked, patienceMs: number): Promise<Told | 'too slow' | 'too large'> {
  return new Promise((resolve, reject) => {
    const finish = (end: () => void): void => {
      clearTimeout(timer);
      thread.off('message', hear).off('error', fail);
      end();
    };
    const hear = (told: Told): void => finish(() => resolve(told));
    const fail = (error: Error & { readonly code?: string }): void =>
      finish(() => (error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve('too large') : reject(error)));
    const timer = setTimeout(() => finish(() => resolve('too slow')), patienceMs);
    thread.on('message', hear).on('error', fail);
    thread.postMessage(asked);
  });
}
