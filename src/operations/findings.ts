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
] as const;

export type Check = (typeof CHECKS)[number];

/** What only the worker and the scheduler take care of: a fault where they run, and expected in a copy without them. */
export const WORK: ReadonlySet<Check> = new Set([
  'periods',
  'connectors',
  'wakes',
  'workflows',
  'signals',
  'emails',
]);

/** What can be done about a finding. */
export type Remedy =
  /** Bring the database to this program's schema; everything is checked again after that. */
  | { readonly kind: 'migrate' }
  /** Set an account's stored figures to the sums of its entries. */
  | { readonly kind: 'restore-figures'; readonly accountId: string }
  /** Work out anew whether a site is closed from above. */
  | { readonly kind: 'refresh-upstream'; readonly siteId: string; readonly parentId: string }
  /** Have an account's workflow assess again, started where it is missing. */
  | { readonly kind: 'wake'; readonly accountId: string }
  /** Deliver the signals that wait. */
  | { readonly kind: 'deliver-signals' };

export interface Finding {
  readonly check: Check;
  /** A sentence with the offending values. */
  readonly says: string;
  /** Null: a person must see to it, or it repairs itself with time. */
  readonly remedy: Remedy | null;
  /** Worth knowing, but nothing of ours is broken: the exit code stays 0. */
  readonly isHint: boolean;
}

export function finding(check: Check, says: string, remedy: Remedy | null = null, isHint = false): Finding {
  return { check, says, remedy, isHint };
}
