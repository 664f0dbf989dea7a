import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { TemporalTarget } from './temporalTarget.js';

export interface TemporalHandle {
  client: Client;
  connection: Connection;
  namespace: string;
  /** Whether the server responds within a moment. */
  isReachable(): Promise<boolean>;
  close(): Promise<void>;
}

const PROBE_MS_MAX = 1_500;
const RETRY_MS_MAX = 5_000;

/** Opens a client that connects on first use, so that nothing waits for a Temporal that is down. */
export function openTemporal(target: TemporalTarget): TemporalHandle {
  const connection = Connection.lazy(target.connection);
  const client = new Client({ connection, namespace: target.namespace });
  const isReachable = async (): Promise<boolean> => {
    try {
      const until = Date.now() + PROBE_MS_MAX;
      await connection.withDeadline(until, () => connection.workflowService.getSystemInfo({}));
      return true;
    } catch {
      return false;
    }
  };
  return { client, connection, namespace: target.namespace, isReachable, close: () => connection.close() };
}

export interface WorkerConnectionOptions {
  /** Aborts the wait. */
  signal?: AbortSignal;
  /** Called once when the server does not respond, and once when it does again. */
  log?: (line: string) => void;
}

/** Connects a worker; waits as long as the server is down. */
export async function connectTemporalWorker(
  target: TemporalTarget,
  options: WorkerConnectionOptions = {},
): Promise<NativeConnection> {
  const { NativeConnection } = await import('@temporalio/worker');
  for (let waitMs = 250, isNotified = false; ; waitMs = Math.min(waitMs * 2, RETRY_MS_MAX)) {
    try {
      const connection = await NativeConnection.connect(target.connection);
      if (isNotified) options.log?.('Temporal answers again');
      return connection;
    } catch (error) {
      if (options.signal?.aborted) throw error;
      if (!isNotified)
        options.log?.(`Temporal at ${target.connection.address ?? 'its address'} does not answer; waiting`);
      isNotified = true;
      await delay(waitMs, undefined, options.signal === undefined ? {} : { signal: options.signal });
    }
  }
}
