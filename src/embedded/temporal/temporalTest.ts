import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import {
  InternalConnectionOptionsSymbol,
  type InternalConnectionOptions,
} from '@temporalio/client/lib/connection.js';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';
import { startChild, type Child } from '../children.js';
import { ensureFolder } from '../../platform/files/paths.js';
import { freePort } from '../ports.js';
import { registerSearchAttributes, type SearchAttributes } from '../../platform/temporal/searchAttributes.js';
import { StartupFailure } from '../../platform/processes/startupFailure.js';
import { findTemporalBinary, type TemporalBinary } from './temporalBinaries.js';

export interface TemporalTestOptions {
  /** The file for the server's log. */
  dataDir: string;
  searchAttributes: SearchAttributes;
  env?: NodeJS.ProcessEnv;
  log?: (line: string) => void;
}

export interface TemporalTest {
  address: string;
  namespace: 'default';
  binary: TemporalBinary;
  pid: number;
  gone: Promise<string>;
  /** The server's clock: it follows real time and jumps when time is skipped. */
  now(): Promise<number>;
  /**
   * Moves the clock to an instant (epoch milliseconds), firing timers on the way; resolves when it is reached. The
   * server waits for running activities, and does nothing if the instant has passed.
   */
  skipTo(instant: number): Promise<void>;
  stop(): Promise<void>;
}

const NAMESPACE = 'default';
const START_MS_MAX = 60_000;

/**
 * Starts Temporal's server that can skip time. It stores nothing. It is started here and not by the SDK, so that it
 * always ends with this process and does not get the terminal's Ctrl-C.
 */
export async function startTemporalTest(options: TemporalTestOptions): Promise<TemporalTest> {
  const binary = await findTemporalBinary('temporal-test-server', options);
  ensureFolder(options.dataDir, 0o700);
  const port = await freePort();
  const logFile = join(options.dataDir, 'log');
  const child = await startChild({
    name: 'The Temporal test server',
    command: binary.path,
    args: [String(port)],
    logFile,
    stopSignal: 'SIGTERM',
  });
  const address = `127.0.0.1:${port}`;
  const withTestService: InternalConnectionOptions = {
    address,
    [InternalConnectionOptionsSymbol]: { supportsTestService: true },
  };
  const connection = Connection.lazy(withTestService);
  const stop = async (): Promise<void> => {
    await connection.close();
    await child.stop(3_000);
  };
  if (!(await registers(connection, child, options.searchAttributes))) {
    await stop();
    throw new StartupFailure(`The Temporal test server did not start (see ${logFile})`);
  }
  const { pid, gone } = child;
  return { address, namespace: NAMESPACE, binary, pid, gone, ...testClock(connection), stop };
}

function testClock(connection: Connection): Pick<TemporalTest, 'now' | 'skipTo'> {
  const { testService } = connection;
  if (testService === undefined) throw new Error('the connection has no test service');
  const now = async (): Promise<number> => tsToMs((await testService.getCurrentTime({})).time);
  const skipTo = async (instant: number): Promise<void> => {
    const durationMs = instant - (await now());
    if (durationMs > 0) await testService.unlockTimeSkippingWithSleep({ duration: msToTs(durationMs) });
  };
  return { now, skipTo };
}

/** Ready means that the attributes are registered; an open port is not enough. */
async function registers(
  connection: Connection,
  child: Child,
  attributes: SearchAttributes,
): Promise<boolean> {
  const deadline = performance.now() + START_MS_MAX;
  while (!child.isGone() && performance.now() < deadline) {
    try {
      await connection.withDeadline(Date.now() + 1_000, () =>
        registerSearchAttributes(connection, NAMESPACE, attributes),
      );
      return true;
    } catch {
      await delay(50);
    }
  }
  return false;
}
