import { StartupFailure } from '../../src/platform/processes/startupFailure.js';
import type { Log } from '../../src/platform/telemetry/log.js';

/**
 * Waits for a request to stop (Ctrl-C, SIGTERM), or for the loss of a required service; then the program fails with
 * that loss as its one line.
 */
export async function untilStopped(troubles: readonly Promise<string>[], log: Log): Promise<void> {
  const asked = new Promise<null>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(null));
  });
  const trouble = await Promise.race([asked, ...troubles]);
  if (trouble !== null) throw new StartupFailure(`${trouble}; stopping.`);
  log.info('stopping');
}
