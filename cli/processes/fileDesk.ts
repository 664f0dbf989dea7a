import { Worker } from 'node:worker_threads';
import type { CheckFile, FileRequest } from '../../api/web/request/checkFile.js';
import type { SiteContext } from '../../src/core/context.js';
import { refuse } from '../../src/core/values/refusal.js';
import { packagePath } from '../../src/platform/files/paths.js';
import { createSiteTurns } from './siteTurns.js';

/** A request to the thread: its sender, without the parts that another thread cannot have. */
export interface FileMessage {
  readonly context: Omit<SiteContext, 'sql' | 'wakeAccount'>;
  readonly task: FileRequest;
}

export type FileResult = { readonly outcome: Awaited<ReturnType<CheckFile>> } | { readonly failure: string };

export interface FileDesk {
  readonly check: CheckFile;
  readonly stop: () => Promise<void>;
}

interface Limits {
  /** The time limit for one file. */
  readonly timeoutMs: number;
  /** The thread's memory limit, without the file itself. */
  readonly heapMb: number;
  /** How many files may wait. */
  readonly waitingMax: number;
  /** How many files of one site may wait. */
  readonly eachMax: number;
  /** The thread ends after this long without a file; the next file starts it again. */
  readonly idleMs: number;
}

const LIMITS: Limits = { timeoutMs: 120_000, heapMb: 768, waitingMax: 16, eachMax: 4, idleMs: 60_000 };
/** Built together with the program. */
const THREAD = packagePath('dist', 'fileThread.js');

const BUSY = refuse('throttled', 'Too many files are waiting. Try again in a moment.');
const TOO_SLOW = refuse('invalid', 'takes too long to read: split the file', 'file');
const TOO_LARGE = refuse('invalid', 'needs too much memory to read: split the file', 'file');

/** Reads files in a separate thread, one at a time, sites in turn, each with a limit of time and memory. */
export function createFileDesk(
  databaseUrl: string,
  changes: Partial<Limits> = {},
  program: string = THREAD,
): FileDesk {
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
  const read = async (message: FileMessage): Promise<Awaited<ReturnType<CheckFile>>> => {
    clearTimeout(idle);
    thread ??= startThread(program, databaseUrl, limits.heapMb);
    const result = await sendToThread(thread, message, limits.timeoutMs).catch(async (error: unknown) => {
      await end();
      throw error;
    });
    if (typeof result === 'string') {
      await end();
      return result === 'too slow' ? TOO_SLOW : TOO_LARGE;
    }
    idle = setTimeout(() => void end(), limits.idleMs).unref();
    if ('failure' in result) throw new Error(`a file could not be read: ${result.failure}`);
    return result.outcome;
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

/** Only the sender and the time of the request: the rest belongs to this thread. */
function plain(context: SiteContext): FileMessage['context'] {
  const { siteId, now, wallNow, actor, actedAs, requestId, baseUrl } = context;
  return {
    ...{ siteId, now, wallNow, actor },
    ...(actedAs === undefined ? {} : { actedAs }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  };
}

function startThread(program: string, databaseUrl: string, heapMb: number): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: heapMb };
  const thread = new Worker(program, { workerData: { databaseUrl }, resourceLimits });
  // If it fails while no request waits for it, the next request gets the error.
  thread.on('error', () => undefined).unref();
  return thread;
}

function sendToThread(
  thread: Worker,
  message: FileMessage,
  timeoutMs: number,
): Promise<FileResult | 'too slow' | 'too large'> {
  return new Promise((resolve, reject) => {
    const finish = (end: () => void): void => {
      clearTimeout(timer);
      thread.off('message', onMessage).off('error', fail);
      end();
    };
    const onMessage = (result: FileResult): void => finish(() => resolve(result));
    const fail = (error: Error & { readonly code?: string }): void =>
      finish(() => (error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve('too large') : reject(error)));
    const timer = setTimeout(() => finish(() => resolve('too slow')), timeoutMs);
    thread.on('message', onMessage).on('error', fail);
    thread.postMessage(message);
  });
}
