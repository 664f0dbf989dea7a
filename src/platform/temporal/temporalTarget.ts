import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { StartupFailure, describeError } from '../processes/startupFailure.js';

/** The address of a Temporal, and the credentials for it. Apart from the client, which takes half of a command's start. */
export interface TemporalTarget {
  namespace: string;
  connection: Pick<ConnectionOptions & NativeConnectionOptions, 'address' | 'tls' | 'apiKey' | 'metadata'>;
}

const DEFAULT_NAMESPACE = 'default';

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
