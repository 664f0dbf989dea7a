import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Floor {
  readonly port: number;
  stop(): void;
}

/** Runs one of the programs in `bench/floors` as a process of its own, as the parts that are measured run. */
export async function startFloor(program: URL, env: Readonly<Record<string, string>> = {}): Promise<Floor> {
  const child = fork(fileURLToPath(program), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`a floor ended (${code})`)));
  });
  return { port, stop: () => child.disconnect() };
}
