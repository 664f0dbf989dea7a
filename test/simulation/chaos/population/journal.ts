/** The requests of the population and their responses: one side of the comparison. Amounts are whole cents. */
export interface Journal {
  readonly seed: number;
  /** Part of every site's name, since runs may share the hosting and the mail server. */
  readonly name: string;
  readonly lives: Life[];
  /** What an answer itself gave away: another answer to the same key, money taken twice, a batch refused. */
  readonly complaints: string[];
  /** Mail the sink refused for good, by Message-ID order unknown: so many emails may stay unsent. */
  mailRefused: number;
  /** Answers of the gate that let visitors of a suspended site in. */
  readonly letThrough: string[];
  /** What a restored database knows nothing of any more, though it happened. */
  restored?: Restored;
}

export interface Restored {
  /** The business's time at which the backup was put back. */
  readonly at: number;
  /** Message-IDs of emails that were written after the backup. */
  readonly lostEmails: ReadonlySet<string>;
}

export type PostKind = 'payment' | 'charge' | 'refund' | 'adjustment';

/** One posting the population requested, under one idempotency key. */
export interface Post {
  /** Also stands in the posting's reference or description, where the checker finds it. */
  readonly key: string;
  readonly kind: PostKind;
  /** From the client's side. */
  readonly amount: bigint;
  /** The answered entry; null while it is unknown what came of it. */
  entryId: string | null;
  dispute: 'none' | 'open' | 'dismissed' | 'upheld';
  /** Whether the response says that it is reversed; `unknown` without a response. */
  reversal: 'no' | 'unknown' | 'yes';
}

export interface UsageEvent {
  readonly id: string;
  readonly day: string;
  readonly quantity: number;
}

/** A plan of the simple kind the population uses: a price per request, and an amount per month afterwards. */
export interface SimplePlan {
  readonly id: string;
  /** Of one request, in ten-thousandths of a cent. */
  readonly unitPrice: bigint;
  readonly monthly: bigint;
}

/**
 * `usual`: everything happens. `quiet`: no usage and one plain plan, so that the model itself knows the limit date; its
 * client is warned, pays, and is warned again. `cut-off`: its hosting never answers and its mail bounces.
 */
export type LifeKind = 'usual' | 'quiet' | 'cut-off';

export interface Life {
  readonly kind: LifeKind;
  readonly name: string;
  readonly slug: string;
  readonly timeZone: string;
  readonly billingDay: number;
  readonly taxPercent: bigint | null;
  accountId: string | null;
  /** The first local day of its life, a billing day months ago; null: it was opened during the run. */
  openedOn: string | null;
  readonly plan: SimplePlan;
  /** Another plan from a local day on. */
  replaced: { readonly plan: SimplePlan; readonly from: string } | null;
  readonly posts: Post[];
  readonly usage: UsageEvent[];
  creditLimit: bigint;
  held: boolean;
  /** Until when it was promised to be paid; null: it was not, or that was taken back. */
  exemptUntil: number | null;
  /** What an answer that never came leaves open; then the database's word is taken. */
  readonly uncertain: Set<'creditLimit' | 'held' | 'exempt' | 'plan' | 'disputes'>;
}
