/**
 * The signals of an account's workflow. Every signal means "assess again"; its name and subject are for the reader of
 * the history. A lost, doubled or reordered one changes nothing: the ledger decides.
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

/** Search attributes of the account workflow and their types in Temporal's words. */
export const SEARCH_ATTRIBUTES = {
  SitetabState: 'Keyword',
  SitetabBalance: 'Double',
  SitetabCurrency: 'Keyword',
  SitetabLimitDate: 'Datetime',
  SitetabNextWake: 'Datetime',
} as const;
