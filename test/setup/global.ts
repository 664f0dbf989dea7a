import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startBroker } from './broker.js';

declare module 'vitest' {
  interface ProvidedContext {
    brokerUrl: string;
  }
}

/**
 * What all test files share is started by the first file that asks for it, so that a run of the pure rules
 * alone starts nothing. The asking goes over a socket, because each file is a process of its own.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-test-'));
  const broker = await startBroker(folder);
  project.provide('brokerUrl', broker.url);
  return async () => {
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
