import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadJob, LoadOutcome } from './job.js';

export interface LoadProgram {
  run(job: LoadJob): Promise<LoadOutcome>;
  stop(): void;
}

type Reply = { ready: true } | { id: number; outcome: LoadOutcome } | { id: number; error: string };

/** Starts the load program; one job at a time. */
export async function startLoad(): Promise<LoadProgram> {
  const child = fork(fileURLToPath(new URL('program.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
  });
  const waiting = new Map<number, (reply: Reply) => void>();
  let jobs = 0;
  await new Promise<void>((resolve, reject) => {
    child.on('message', (reply: Reply) => {
      if ('ready' in reply) resolve();
      else waiting.get(reply.id)?.(reply);
    });
    child.once('exit', (code) => reject(new Error(`the load program ended (${code})`)));
  });
  return {
    run: async (job) => {
      const id = (jobs += 1);
      const reply = await new Promise<Reply>((resolve) => {
        waiting.set(id, resolve);
        child.send({ id, job });
      });
      waiting.delete(id);
      if ('error' in reply) throw new Error(reply.error);
      if (!('outcome' in reply)) throw new Error('the load program answered out of turn');
      const { failed, firstFailure } = reply.outcome;
      if (failed > 0)
        throw new Error(`${failed} of the load's requests failed, the first: ${firstFailure ?? ''}`);
      return reply.outcome;
    },
    // Ctrl-C may have ended it already.
    stop: () => child.connected && child.disconnect(),
  };
}
