import { chmodSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { makeFolder } from './temporalWheel.js';

/** The development server is part of the command line; the server that skips time is a separate program. */
export type TemporalProgram = 'temporal' | 'temporal-test-server';

const HOST = 'temporal.download';
const PROBE_MS_MAX = 2_000;

/**
 * Has the Temporal SDK download a program. The SDK downloads only while starting a server, so one is started for a
 * moment. Returns undefined if the folder exists afterwards, else the error.
 */
export async function downloadBySdk(
  program: TemporalProgram,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  if (!usesProxy(env) && !(await answers(HOST))) return `${HOST} cannot be reached`;
  return makeFolder(folder, async (draft) => {
    const environment = await startFor(program, draft);
    await environment.teardown();
    const [downloaded] = readdirSync(draft);
    if (downloaded === undefined) return 'the SDK kept no file';
    mkdirSync(join(draft, 'bin'));
    renameSync(join(draft, downloaded), join(draft, 'bin', program));
    chmodSync(join(draft, 'bin', program), 0o755);
    return undefined;
  });
}

async function startFor(program: TemporalProgram, downloadDir: string): Promise<TestWorkflowEnvironment> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const options = { server: { executable: { type: 'cached-download', downloadDir } } } as const;
  return program === 'temporal'
    ? TestWorkflowEnvironment.createLocal(options)
    : TestWorkflowEnvironment.createTimeSkipping(options);
}

function usesProxy(env: NodeJS.ProcessEnv): boolean {
  return ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'].some((name) => env[name]);
}

/** Whether the host accepts a connection at all, so that a machine without internet does not wait for the SDK. */
function answers(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: 443 });
    const finish = (answer: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish(false), PROBE_MS_MAX);
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}
