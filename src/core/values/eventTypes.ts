/** What the owner's programs can be told of. */
export const EVENT_TYPES = [
  'invoice.issued',
  'receipt.issued',
  'payment.received',
  'account.suspended',
  'account.reactivated',
  'notice.sent',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];
