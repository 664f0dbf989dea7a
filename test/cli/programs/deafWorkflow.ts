import { condition, setHandler, defineSignal } from '@temporalio/workflow';

/** The account's workflow without its loop: it accepts every signal and does nothing. */
export async function account(): Promise<void> {
  setHandler(defineSignal('settingsChanged'), () => undefined);
  await condition(() => false);
}
