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
import { connectTemporalWorker, type TemporalTarget } from '../../src/platform/temporal/temporalClient.js';

export interface WorkerOptions {
  readonly target: TemporalTarget;
  readonly taskQueue: string;
  readonly activities: ActivityDeps;
  readonly log: Log;
  /** Left out, nothing is counted. */
  readonly instruments?: Instruments;
  readonly tracing?: Tracing | undefined;
  /** The bundled workflow code; the one that was built when left out. */
  readonly codePath?: string;
}

export interface RunningWorker {
  /** Settles when it was stopped, rejects when it failed. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const GRACE = '10 seconds';
const BEAT_MS = 1_000;
/** What a worker that was killed had in its cache goes to another after this. */
const STICKY = '3 seconds';

/** Runs the account workflows and their activities until stopped; waits while Temporal is not there. */
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
    // More than the pool of connections: connectors that never answer hold an act for ten seconds each.
    maxConcurrentActivityTaskExecutions: 50,
  });
  return running(worker, connection);
}

/**
 * Sends a heartbeat to Temporal every second while an activity runs, so that it notices a killed worker. Most
 * activities end before the first, which saves Temporal the work.
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

/** Counts the acts and how long each took. */
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

/** A span for each act, with the account it is about; the workflow's own code runs apart and has none. */
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

/** The SDK's own lines go where those of the latest worker go, warnings and worse only. Its runtime is one for the process. */
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
