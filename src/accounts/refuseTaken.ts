import { type Refusal, refuse } from '../core/values/refusal.js';
import { takenExternalId } from '../store/accounts/accounts.js';

/** Refuses a write that failed because another account or site of the tenant has the `externalId`. */
export function refuseTaken(error: unknown): Refusal {
  const of = takenExternalId(error);
  if (of === undefined) throw error;
  return refuse('conflict', `is the external id of another ${of}`, of === 'account' ? 'externalId' : 'sites');
}
