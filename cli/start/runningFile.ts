import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainTarget, type TemporalTarget } from '../../src/platform/temporal/temporalTarget.js';
import type { Addresses } from '../processes/system.js';

interface Running extends Addresses {
  readonly pid: number;
  readonly url: string;
}

/**
 * The file that gives other commands on this machine the servers of a running `npm start`. Only its owner can read it.
 */
export function writeRunning(dataDir: string, url: string, addresses: Addresses): () => void {
  const file = join(dataDir, 'running.json');
  writeFileSync(file, JSON.stringify({ pid: process.pid, url, ...addresses }), { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

/** The servers of the `npm start` that runs on this data folder, if any. */
export function readRunning(dataDir: string): (Addresses & { readonly url: string }) | undefined {
  try {
    const running = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as Running;
    process.kill(running.pid, 0);
    return { ...running, temporal: readTarget(running.temporal) };
  } catch {
    return undefined;
  }
}

function readTarget(target: TemporalTarget): TemporalTarget {
  return target.connection.address === undefined
    ? target
    : plainTarget(target.connection.address, target.namespace);
}
