import type { Context } from '../../core/context.js';
import { transact } from '../../core/transact.js';
import { isRefusal } from '../../core/values/refusal.js';
import { DAY_MS } from '../../core/values/zone.js';
import { newId } from '../../platform/ids.js';
import {
  claimVatId,
  insertVatAnswer,
  updateVatFailure,
  type VatAnswer,
  type VatIdToCheck,
} from '../../store/accounts/vatIds.js';
import { changeAccountUnderLock } from '../../suspension/changeStanding.js';
import type { NoAnswer } from './askVies.js';

/** No other process asks about the id during this time. */
const HELD_MS = 120_000;
const RETRY_MS = 60_000;
const RETRY_MS_MAX = DAY_MS / 2;
const AGAIN_MS = { valid: 90 * DAY_MS, invalid: 7 * DAY_MS };
/** VIES refuses many requests at once, so they are sent one after the other, and a run ends soon. */
const MOST_PER_RUN = 50;

/** Asks about one VAT id, with the id of who asks. */
export type AskVatId = (vatId: string, requester: string | null) => Promise<VatAnswer | NoAnswer>;

/**
 * Asks about the VAT ids that are due: new ones, those without an answer at growing intervals, and all others again
 * from time to time. No charge waits for it. An answer that changes the id's status may change the account's tax, so the
 * account is assessed again.
 */
export async function checkVatIds(
  context: Context,
  ask: AskVatId,
): Promise<{ readonly answered: number; readonly waiting: number }> {
  let [answered, waiting] = [0, 0];
  while (answered + waiting < MOST_PER_RUN) {
    const { sql, now } = context;
    const due = await claimVatId(sql, now, now + HELD_MS);
    if (due === undefined) break;
    const answer = await ask(due.vatId, due.requester);
    if ('error' in answer) {
      const nextCheckAt = now + Math.min(RETRY_MS_MAX, RETRY_MS * 2 ** Math.min(due.attempts, 20));
      await updateVatFailure(sql, due, { error: answer.error, nextCheckAt });
      waiting += 1;
    } else {
      await storeAnswer(context, due, answer);
      answered += 1;
    }
  }
  return { answered, waiting };
}

async function storeAnswer(context: Context, due: VatIdToCheck, answer: VatAnswer): Promise<void> {
  const { accountId, siteId, status } = due;
  const { sql, now: at } = context;
  const row = { ...answer, id: newId(at), at, nextCheckAt: at + AGAIN_MS[answer.status] };
  if (answer.status !== status) {
    const change = { accountId, action: 'vat-id.check' };
    const changed = await changeAccountUnderLock({ ...context, siteId }, change, async (transaction) => {
      await insertVatAnswer(transaction, due, row);
      return true as const;
    });
    if (!isRefusal(changed)) return;
    // A closed account keeps the answer, and nothing is charged any more.
  }
  await transact(sql, (transaction) => insertVatAnswer(transaction, due, row));
}
