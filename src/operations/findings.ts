/** What `sitetab doctor` checks, in this order. */
export const CHECKS = [
  'migrations',
  'clock',
  'ledger',
  'numbering',
  'balances',
  'forecast',
  'periods',
  'sites',
  'connectors',
  'breaker',
  'silence',
  'sources',
  'secrets',
  'proxies',
  'wakes',
  'workflows',
  'signals',
  'emails',
  'usage months',
] as const;

export type Check = (typeof CHECKS)[number];

/**
 * Work that only the worker and the scheduler do. If it is late, that is a fault where they run, and expected in a copy
 * without them.
 */
export const WORK: ReadonlySet<Check> = new Set([
  'periods',
  'connectors',
  'wakes',
  'workflows',
  'signals',
  'emails',
  'usage months',
]);

/** How a finding can be repaired. */
export type Remedy =
  /** Migrate the database to this program's schema. Everything is checked again after that. */
  | { readonly kind: 'migrate' }
  /** Set an account's stored figures to the sums of its entries. */
  | { readonly kind: 'restore-figures'; readonly accountId: string }
  /** Compute again whether a parent site closes a site. */
  | { readonly kind: 'refresh-upstream'; readonly siteId: string; readonly parentId: string }
  /** Have an account's workflow assess again, and start it if it is missing. */
  | { readonly kind: 'wake'; readonly accountId: string }
  /** Deliver the pending signals. */
  | { readonly kind: 'deliver-signals' };

export interface Finding {
  readonly check: Check;
  /** A sentence with the offending values. */
  readonly says: string;
  /** Null: a user must resolve it, or it resolves itself in time. */
  readonly remedy: Remedy | null;
  /** Information only: nothing of Sitetab's is broken, so the exit code stays 0. */
  readonly isHint: boolean;
}

export function finding(check: Check, says: string, remedy: Remedy | null = null, isHint = false): Finding {
  return { check, says, remedy, isHint };
}
