import {
  condition,
  defineSignal,
  makeContinueAsNewFunc,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';

const { note } = proxyActivities<{ note(name: string): Promise<void> }>({ startToCloseTimeout: '1 minute' });

/** A signal and the activity it leads to, nothing else. */
export async function listener(name: string): Promise<void> {
  let heard = false;
  setHandler(defineSignal('hear'), () => {
    heard = true;
  });
  await condition(() => heard);
  await note(name);
}

/** A timer, an activity, and a new run that sleeps for good. */
export async function sleeper(name: string, wakeAt: number | null): Promise<void> {
  if (wakeAt === null) return sleep('30 days');
  await sleep(Math.max(1, wakeAt - Date.now()));
  await note(name);
  await makeContinueAsNewFunc<typeof sleeper>()(name, null);
}
