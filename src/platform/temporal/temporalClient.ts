import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnection, NativeConnectionOptions } from '@temporalio/worker';
import { StartupFailure, describeError } from '../processes/startupFailure.js';

/** The address of a Temporal, and the credentials for it. */
export interface TemporalTarget {
  namespace: string;
  connection: Pick<ConnectionOptions & NativeConnectionOptions, 'address' | 'tls' | 'apiKey' | 'metadata'>;
}

export interface TemporalHandle {
  client: Client;
  connection: Connection;
  namespace: string;
  /** Whether the server responds within a moment. */
  isReachable(): Promise<boolean>;
  close(): Promise<void>;
}

const DEFAULT_NAMESPACE = 'default';
const PROBE_MS_MAX = 1_500;
const RETRY_MS_MAX = 5_000;

/** A server on this machine without authentication. */
export function plainTarget(address: string, namespace: string = DEFAULT_NAMESPACE): TemporalTarget {
  return { namespace, connection: { address } };
}

/**
 * The Temporal that the environment names with the SDK's own variables (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE,
 * TEMPORAL_API_KEY, TEMPORAL_TLS_*, TEMPORAL_PROFILE, TEMPORAL_CONFIG_FILE); undefined when they name none. A profile
 * file in the default place is not enough: the environment must name it.
 */
export function temporalTargetFromEnv(env: NodeJS.ProcessEnv = process.env): TemporalTarget | undefined {
  const isNamed = ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'].some((name) => env[name]);
  if (!isNamed) return undefined;
  const set = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]));
  try {
    const config = loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(set) });
    const { address, tls, apiKey, metadata } = config.connectionOptions;
    const options = { address, tls, apiKey, metadata };
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    const connection = Object.fromEntries(given) as TemporalTarget['connection'];
    return { namespace: config.namespace ?? DEFAULT_NAMESPACE, connection };
  } catch (error) {
    throw new StartupFailure(`The Temporal settings (TEMPORAL_*) do not hold: ${describeError(error)}`);
  }
}

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
