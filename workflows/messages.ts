/**
 * The signals of an account's workflow. Every signal means "assess again"; its name and subject are for readers of the
 * history. A lost, repeated or reordered signal changes nothing: the ledger decides.
 */
export const SIGNALS = [
  'paymentReceived',
  'chargePosted',
  'usageSurged',
  'settingsChanged',
  'closeRequested',
] as const;

export type AccountSignal = (typeof SIGNALS)[number];

export const WORKFLOW_TYPE = 'account';

/** The workflow id of an account. */
export function workflowIdOf(accountId: string): string {
  return `account/${accountId}`;
}

/** Search attributes of the account workflow, with Temporal's names of their types. */
export const SEARCH_ATTRIBUTES = {
  SitetabState: 'Keyword',
  SitetabBalance: 'Double',
  SitetabCurrency: 'Keyword',
  SitetabLimitDate: 'Datetime',
  SitetabNextWake: 'Datetime',
} as const;
