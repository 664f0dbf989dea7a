// Why the API rejects a usage event for good. The collector compares these texts and does not send such an event again.

/** No account of the tenant held the site at the event's time. */
export const UNOWNED = 'the site had no account of yours at that time';

/** Its source and id were counted before, with other content, or the first event was voided since. */
export const REPEATED = {
  other: 'this source and id were already counted with other content; the first event stays',
  voided: 'this source and id were already counted and voided; send the corrected event with a new id',
} as const;
