import type { Instant } from '../../core/values/zone.js';
import type { AccountFacts } from '../facts.js';
import { foreseeLimit } from '../projection/foresee.js';
import { attempt } from '../projection/outlook.js';
import type { Standing } from '../standing.js';

/**
 * The limit date if every pending debit is paid on its day; its `limitDate` is null if there is none then. Undefined
 * where no debit is pending or there is no forecast. Nothing is decided by it: a debit is no money before it is there.
 */
export function limitWithDebits(
  facts: AccountFacts,
  standing: Standing,
): { readonly limitDate: Instant | null } | undefined {
  const pending = facts.debits?.pending ?? [];
  if (pending.length === 0 || standing.isUnrated === true) return undefined;
  const expectedPayments = pending.map(({ collectOn: on, minor }) => ({ on, minor }));
  const limit = attempt(() => foreseeLimit({ ...facts, expectedPayments }, standing));
  return 'value' in limit ? { limitDate: limit.value.limitDate } : undefined;
}
