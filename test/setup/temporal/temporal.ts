import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporalTest, type TemporalTest } from '../../../src/embedded/temporal/temporalTest.js';
import {
  registerSearchAttributes,
  type SearchAttributes,
} from '../../../src/platform/temporal/searchAttributes.js';
import { openTemporal } from '../../../src/platform/temporal/temporalClient.js';
import { plainTarget } from '../../../src/platform/temporal/temporalTarget.js';
import type { SharedThings } from '../broker.js';
import { atEndOfFile } from '../ending.js';
import { sharedThing } from '../shared.js';

let ownServer: Promise<TemporalTest> | undefined;

/** This file's own server that skips time, started at the first call and stopped after the file's last test. */
export function timeSkippingServer(searchAttributes: SearchAttributes): Promise<TemporalTest> {
  ownServer ??= startOwnServer(searchAttributes);
  return ownServer;
}

async function startOwnServer(searchAttributes: SearchAttributes): Promise<TemporalTest> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sitetab-temporal-'));
  atEndOfFile(() => {
    ownServer = undefined;
    rmSync(dataDir, { recursive: true, force: true });
  });
  const server = await startTemporalTest({ dataDir, searchAttributes });
  atEndOfFile(() => server.stop());
  return server;
}

/** The real Temporal server that all files share: give each test a task queue and ids of its own. */
export async function sharedTemporal(searchAttributes: SearchAttributes): Promise<SharedThings['temporal']> {
  const temporal = await sharedThing('temporal');
  const handle = openTemporal(plainTarget(temporal.address, temporal.namespace));
  await registerSearchAttributes(handle.connection, temporal.namespace, searchAttributes);
  await handle.close();
  return temporal;
}

/** The path of the workflows' code, bundled once for all files: `workflowBundle: { codePath }` of a worker. */
export async function workflowCodePath(): Promise<string> {
  return (await sharedThing('workflows')).codePath;
}
