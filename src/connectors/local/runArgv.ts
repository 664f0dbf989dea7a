import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { childEnv } from '../../platform/processes/childEnv.js';

/** A program and its arguments, passed to the operating system without a shell. */
export type Argv = readonly [program: string, ...args: string[]];

const OUTPUT_BYTES_MAX = 64 * 1024;

export type RunResult = { readonly output: string } | { readonly fault: string };

/**
 * Runs a program to its end, with `input` on its standard input. Returns up to 64 kB of its output, or in one sentence
 * why it failed. Its environment is what any program needs (`childEnv`) and nothing else, since the rest holds
 * passwords. After the time limit it is killed with all its children.
 */
export function runArgv([program, ...args]: Argv, input: string, timeoutMs: number): Promise<RunResult> {
  const child = spawn(program, args, {
    env: childEnv(),
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true, // a process group of its own, so that its children can be killed with it
  });
  return new Promise((resolve) => {
    const end = (fault: string): void => {
      clearTimeout(timer);
      killGroup(child);
      resolve({ fault });
    };
    const timer = setTimeout(() => end(`${program} did not end in time.`), timeoutMs);
    const output = collect(child.stdout, () => end(`${program} printed more than 64 kB.`));
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ fault: `${program} could not be run: ${error.message}.` });
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve(
        code === 0 ? { output: output() } : { fault: `${program} ended with ${signal ?? `code ${code}`}.` },
      );
    });
    // A program that does not read its input closes the pipe, which is allowed.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function collect(stream: Readable, onTooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > OUTPUT_BYTES_MAX) onTooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function killGroup({ pid }: ChildProcessByStdio<Writable, Readable, null>): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It has ended in the meantime.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
