import { localDateOf } from '../../src/core/values/zone.js';
import { deliverEmail, loadUnsentEmails } from '../../src/emails/deliverEmail.js';
import { queueSilenceEmails } from '../../src/emails/ownerEmails.js';
import { forgetOtherServers } from '../../src/emails/undeliverable.js';
import { workTasks } from '../../src/tasks/workTasks.js';
import { updateSilentMeters } from '../../src/usage/updateSilentMeters.js';
import { schedulerContext, type SchedulerTools } from './schedulerTools.js';

/** Work that a user watches runs most of the time. A caller that moves the test clock waits no longer than this. */
const TASKS_TURN_MS = 4_000;

/** Continues started long work, for about as long as one run may take. */
export async function runTasks(tools: SchedulerTools): Promise<void> {
  const until = Date.now() + TASKS_TURN_MS;
  while (await workTasks({ ...schedulerContext(tools), secrets: tools.secrets })) {
    if (Date.now() > until) return;
  }
}

/** An error of the mail server may take half a minute each. */
const EMAILS_PER_RUN = 50;

/**
 * Sends waiting emails. The next one is chosen after each, so that a login link waits for one email and not for all
 * that were there before it.
 */
export async function sendEmails(tools: SchedulerTools): Promise<void> {
  await forgetOtherServers(schedulerContext(tools), tools.mailer.transport.server);
  for (let sent = 0; sent < EMAILS_PER_RUN; sent += 1) {
    const context = schedulerContext(tools);
    const [key] = await loadUnsentEmails(context, 1);
    if (key === undefined) return;
    const delivery = await deliverEmail(context, tools.mailer, key);
    if (delivery === 'failed') tools.log.warn({ email: key }, 'the mail server refused an email permanently');
  }
}

/** Silences are counted in days by UTC, so once a day is enough; the watcher detects meters that report again. */
export function emailSilences(tools: SchedulerTools): () => Promise<void> {
  let updatedOn: string | undefined;
  return async () => {
    const context = schedulerContext(tools);
    const day = localDateOf(context.now, 'UTC');
    if (day !== updatedOn) await updateSilentMeters(context);
    updatedOn = day;
    await queueSilenceEmails({ ...context, secrets: tools.secrets });
  };
}
