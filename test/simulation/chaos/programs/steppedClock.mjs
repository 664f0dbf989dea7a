// Preloaded into our programs (NODE_OPTIONS): their clock is the machine's plus what stands in a file, so that weeks
// can pass within a run and clocks can be put back. Temporal's server keeps real time; between its time and ours the
// worker's activities are translated, which is all of the time that passes between the two.
import { openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const file = process.env['CHAOS_CLOCK'];
if (file !== undefined && isMainThread) install(file);

function install(path) {
  const handle = openSync(path, 'r');
  const bytes = Buffer.alloc(8);
  const offsetMs = () => {
    readSync(handle, bytes, 0, 8, 0);
    return bytes.readDoubleLE();
  };
  const Real = Date;
  globalThis.Date = class Date extends Real {
    constructor(...parts) {
      if (parts.length === 0) super(Real.now() + offsetMs());
      else super(...parts);
    }

    static now() {
      return Real.now() + offsetMs();
    }
  };
  if (process.argv.includes('worker')) translate(offsetMs);
}

function translate(offsetMs) {
  const { Worker } = createRequire(import.meta.url)('@temporalio/worker');
  const create = Worker.create;
  const shift = (instant, byMs) => new Date(Date.parse(instant) + byMs).toISOString();
  const translator = () => ({
    inbound: {
      execute: async (input, next) => {
        const byMs = offsetMs();
        const [first, ...rest] = input.args;
        const view = await next({ ...input, args: [{ ...first, asOf: shift(first.asOf, byMs) }, ...rest] });
        if (typeof view?.wakeAt !== 'string') return view;
        return { ...view, wakeAt: shift(view.wakeAt, -byMs) };
      },
    },
  });
  Worker.create = (options) => {
    const { interceptors = {} } = options;
    const activity = [translator, ...(interceptors.activity ?? [])];
    return create.call(Worker, { ...options, interceptors: { ...interceptors, activity } });
  };
}
