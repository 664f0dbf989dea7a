import { fork } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import type { Machine } from '../machine/machine.js';
import { within } from '../machine/waitFor.js';

/** An overloaded server loses a task now and then, which then waits for its time-out: the last few are not waited for. */
export const SHARE = 0.95;

/** What the Temporal server itself can do, with workflows that do next to nothing. */
export interface Floor {
  startListeners(count: number): Promise<void>;
  /** From sending a signal to the activity it leads to, in milliseconds. */
  signal(index: number): Promise<number>;
  /** How many workflows with a timer due at once get through activity and continue-as-new, per second. */
  turnPages(count: number, dueInMs: number): Promise<number>;
  stop(): Promise<void>;
}

let floors = 0;

export async function startFloor({ services }: Machine): Promise<Floor> {
  const { namespace, connection: target } = services.temporal.target;
  const taskQueue = `floor-${(floors += 1)}`;
  const program = fileURLToPath(new URL('worker.ts', import.meta.url));
  const child = fork(program, [target.address ?? '', namespace, taskQueue], {
    execArgv: ['--import', 'tsx'],
  });
  const waiting = new Map<string, () => void>();
  child.on('message', ({ name }: { name: string }) => waiting.get(name)?.());
  const messageNamed = (name: string): Promise<void> => new Promise((resolve) => waiting.set(name, resolve));
  await messageNamed('ready');
  const connection = await Connection.connect(target);
  const { workflow } = new Client({ connection, namespace });
  const idOf = (name: string): string => `${taskQueue}/${name}`;
  return {
    startListeners: async (count) => {
      for (let index = 0; index < count; index += 1) {
        const name = `listener-${index}`;
        await workflow.start('listener', { workflowId: idOf(name), taskQueue, args: [name] });
      }
      await delay(500);
    },
    signal: async (index) => {
      const name = `listener-${index}`;
      const heard = messageNamed(name);
      const began = performance.now();
      await workflow.getHandle(idOf(name)).signal('hear');
      await within('the activity of a signalled workflow', heard);
      return performance.now() - began;
    },
    turnPages: async (count, dueInMs) => {
      const due = Date.now() + dueInMs;
      const names = Array.from({ length: count }, (_, index) => `sleeper-${index}`);
      let left = Math.ceil(count * SHARE);
      const most = new Promise<void>((resolve) => {
        for (const name of names) void messageNamed(name).then(() => (left -= 1) === 0 && resolve());
      });
      await startAll(names, (name) =>
        workflow.start('sleeper', { workflowId: idOf(name), taskQueue, args: [name, due] }),
      );
      if (Date.now() > due) throw new Error('the floor’s workflows were not asleep before they were due');
      await delay(due - Date.now());
      const began = performance.now();
      await within(`${left} of ${count} workflows of the floor to wake`, most);
      return Math.ceil(count * SHARE) / ((performance.now() - began) / 1_000);
    },
    stop: async () => {
      await connection.close();
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await ended;
    },
  };
}

export const STARTS_AT_ONCE = 4;

/** Starts workflows a few at a time. */
export async function startAll<Each>(
  each: readonly Each[],
  start: (one: Each) => Promise<unknown>,
  atOnce: number = STARTS_AT_ONCE,
): Promise<void> {
  const left = each.values();
  const next = async (): Promise<void> => {
    for (const one of left) await start(one);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
}
