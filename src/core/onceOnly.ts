import type { Queryable } from '../platform/sql/sql.js';
import { findKey, saveResponse, insertKey } from '../store/core/idempotency.js';
import type { SiteContext } from './context.js';
import { fingerprintOf } from './fingerprint.js';
import { transact } from './transact.js';
import { isRefusal, type Refusal, refuse } from './values/refusal.js';

export const KEY_REUSED: Refusal = refuse(
  'idempotency_conflict',
  'This Idempotency-Key was used before with another body. Nothing was changed.',
);

/**
 * Does something once per idempotency key: a repeat with the same input returns the first response, one with other
 * input is refused. Without a key it is done every time. The response must be plain JSON.
 */
export async function onceOnly<T extends object>(
  context: SiteContext,
  request: { operation: string; key: string | undefined; input: unknown },
  work: (transaction: Queryable) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  const { siteId, now } = context;
  const { key } = request;
  if (key === undefined) return transact(context.sql, work);
  const fingerprint = fingerprintOf(request.operation, request.input);
  return transact(context.sql, async (transaction) => {
    if (!(await insertKey(transaction, { siteId, key, fingerprint, at: now }))) {
      const used = await findKey(transaction, siteId, key);
      if (!used?.fingerprint.equals(fingerprint) || used.response === null) return KEY_REUSED;
      return used.response as T;
    }
    const response = await work(transaction);
    if (!isRefusal(response)) await saveResponse(transaction, siteId, key, response);
    return response;
  });
}
