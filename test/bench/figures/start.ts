import { join } from 'node:path';
import { freePort } from '../../../src/embedded/ports.js';
import type { Machine } from '../machine/machine.js';
import { memoryMib, runProgram, stopProgram, untilSaid } from '../machine/part.js';
import { below, type Row } from '../row.js';

const STARTS = 3;

/** `npm start` on data that is there already, until it says it is ready, and what its one process then holds. */
export async function* measureStart({ folder }: Pick<Machine, 'folder'>): AsyncGenerator<Row> {
  await startOnce(folder);
  const starts: { seconds: number; memory: number }[] = [];
  for (let start = 0; start < STARTS; start += 1) starts.push(await startOnce(folder));
  const seconds = starts.map((start) => start.seconds).sort((left, right) => left - right);
  const memory = Math.max(...starts.map((start) => start.memory));
  yield below('npm start, second time, until ready, s', seconds[1] ?? NaN, 6, `the middle one of ${STARTS}`);
  const note = 'api, worker and scheduler in one process, just started';
  yield below('memory of npm start, MiB', memory, 400, note);
}

async function startOnce(folder: string): Promise<{ seconds: number; memory: number }> {
  const env = {
    ...{ DATABASE_URL: '', TEMPORAL_ADDRESS: '', SMTP_URL: '' },
    ...{ PORT: String(await freePort()), SITETAB_DATA: join(folder, 'started') },
  };
  const began = performance.now();
  const child = runProgram(['start'], env);
  try {
    await untilSaid(child, 'Sitetab is ready');
    const seconds = (performance.now() - began) / 1_000;
    return { seconds, memory: memoryMib(child.pid ?? 0) };
  } finally {
    await stopProgram(child);
  }
}

/** What the three parts hold as processes of their own, after the load of the figures before. */
export async function* measureMemory(machine: Machine): AsyncGenerator<Row> {
  const [api, worker, scheduler] = await Promise.all([
    machine.part('api'),
    machine.part('worker'),
    machine.part('scheduler'),
  ]);
  const each = [api, worker, scheduler].map((part) => part.memoryMib());
  const note = `${each.join(' + ')}, after the load`;
  const total = each.reduce((sum, mib) => sum + mib, 0);
  yield below('memory of api + worker + scheduler as three processes, MiB', total, 400, note);
}
