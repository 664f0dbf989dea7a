import type {
  ActivityInterceptorsFactory,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker';
import type { ActivityDeps } from '../../activities/context.js';
import { createActivities } from '../../activities/createActivities.js';
import { packagePath } from '../../src/platform/files/paths.js';
import type { Instruments } from '../../src/platform/telemetry/instruments.js';
import type { Log } from '../../src/platform/telemetry/log.js';
import type { Tracing } from '../../src/platform/telemetry/tracing.js';
import { connectTemporalWorker } from '../../src/platform/temporal/temporalClient.js';
import type { TemporalTarget } from '../../src/platform/temporal/temporalTarget.js';

export interface WorkerOptions {
  readonly target: TemporalTarget;
  readonly taskQueue: string;
  readonly activities: ActivityDeps;
  readonly log: Log;
  /** No metrics when left out. */
  readonly instruments?: Instruments;
  readonly tracing?: Tracing | undefined;
  /** The bundled workflow code; default: the built file. */
  readonly codePath?: string;
}

export interface RunningWorker {
  /** Settles when it was stopped, rejects when it failed. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const GRACE = '10 seconds';
const BEAT_MS = 1_000;
/** The cached workflows of a killed worker go to another worker after this time. */
const STICKY = '3 seconds';

/** Runs the account workflows and their activities until stopped; waits while Temporal is unavailable. */
export async function runWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { target, log } = options;
  const sdk = await import('@temporalio/worker');
  installLog(sdk, log);
  const connection = await connectTemporalWorker(target, { log: (line) => log.warn(line) });
  const worker = await sdk.Worker.create({
    connection,
    namespace: target.namespace,
    taskQueue: options.taskQueue,
    workflowBundle: { codePath: options.codePath ?? packagePath('dist', 'workflows.js') },
    activities: { ...createActivities(options.activities) },
    interceptors: {
      activity: [signsOfLife, ...counting(options.instruments), ...tracingOf(options.tracing)],
    },
    shutdownGraceTime: GRACE,
    maxCachedWorkflows: 500,
    workflowThreadPoolSize: 1,
    stickyQueueScheduleToStartTimeout: STICKY,
    // More than the pool of connections: a connector that never responds holds an activity for ten seconds.
    maxConcurrentActivityTaskExecutions: 50,
  });
  return running(worker, connection);
}

/**
 * Sends a heartbeat to Temporal every second during an activity, so that Temporal notices a killed worker. Most
 * activities end before the first heartbeat, which saves Temporal work.
 */
const signsOfLife: ActivityInterceptorsFactory = (activity) => ({
  inbound: {
    execute: async (input, next) => {
      const beat = setInterval(() => activity.heartbeat(), BEAT_MS);
      try {
        return await next(input);
      } finally {
        clearInterval(beat);
      }
    },
  },
});

/** Counts the activities and measures their duration. */
function counting(instruments: Instruments | undefined): ActivityInterceptorsFactory[] {
  if (instruments === undefined) return [];
  const counted: ActivityInterceptorsFactory = (activity) => ({
    inbound: {
      execute: async (input, next) => {
        const began = performance.now();
        const note = (outcome: 'done' | 'failed'): void =>
          instruments.activity(activity.info.activityType, (performance.now() - began) / 1_000, outcome);
        try {
          const answer: unknown = await next(input);
          note('done');
          return answer;
        } catch (error) {
          note('failed');
          throw error;
        }
      },
    },
  });
  return [counted];
}

/** A span for each activity, with its account. The workflow's own code runs in an isolate and has none. */
function tracingOf(tracing: Tracing | undefined): ActivityInterceptorsFactory[] {
  if (tracing === undefined) return [];
  const traced: ActivityInterceptorsFactory = ({ info }) => ({
    inbound: {
      execute: (input, next) => {
        const [first] = input.args as readonly { readonly accountId?: string }[];
        const attributes = {
          'sitetab.account_id': first?.accountId ?? '',
          'temporal.workflow_id': info.workflowExecution?.workflowId ?? '',
          'temporal.run_id': info.workflowExecution?.runId ?? '',
          'temporal.attempt': info.attempt,
        };
        return tracing.span({ name: `act ${info.activityType}`, kind: 'internal', attributes }, () =>
          next(input),
        );
      },
    },
  });
  return [traced];
}

function running(worker: Worker, connection: NativeConnection): RunningWorker {
  const ended = worker.run().finally(() => connection.close());
  return {
    ended,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}

interface Sdk {
  readonly Runtime: typeof Runtime;
  readonly DefaultLogger: typeof DefaultLogger;
}

let sdkLog: Log | undefined;

/** The SDK logs through the latest worker's log, warnings and worse only. Its runtime is one per process. */
function installLog(sdk: Sdk, log: Log): void {
  const isInstalled = sdkLog !== undefined;
  sdkLog = log;
  if (isInstalled) return;
  sdk.Runtime.install({
    shutdownSignals: [],
    logger: new sdk.DefaultLogger('WARN', ({ level, message, meta }) =>
      sdkLog?.[level === 'ERROR' ? 'error' : 'warn']({ temporal: meta }, message),
    ),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
}
