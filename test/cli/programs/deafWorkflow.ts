import { condition, setHandler, defineSignal } from '@temporalio/workflow';

/** The account's workflow as it would be if what it waits for never came: it takes every word and does nothing. */
export async function account(): Promise<void> {
  setHandler(defineSignal('settingsChanged'), () => undefined);
  await condition(() => false);
}
