import { z } from 'zod';
import type { Situation } from '../src/billing/situation.js';
import { instant, localDate, minor, sender } from './fields.js';

/** Where the money goes. */
const paymentWay = z.object({
  /** What the client quotes with a transfer. */
  reference: z.string(),
  /** The owner's own words, e.g. bank details; may have several lines. */
  instructions: z.string().exactOptional(),
  /** Left out of the email unless it is an http or https address. */
  link: z.string().exactOptional(),
});

/** Why the sites stop when they do. */
const limitReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('traffic') }),
  /** The fixed costs of the plan, which do not depend on usage. */
  z.object({ kind: z.literal('recurring') }),
  /** A planned charge takes the account past its limit. */
  z.object({
    kind: z.literal('charge'),
    description: z.string(),
    date: localDate,
    minor: minor.exactOptional(),
  }),
  /** The owner's promise to wait ends at the limit date; the credit ends before that, or (null) has already. */
  z.object({ kind: z.literal('exemption'), creditEnds: instant.nullable() }),
]);

const situation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('closed'), balance: minor, disputed: minor }),
  z.object({ kind: z.literal('held'), missing: minor }),
  z.object({ kind: z.literal('suspended'), missing: minor, upstream: z.boolean() }),
  z.object({ kind: z.literal('upstream'), missing: minor }),
  z.object({ kind: z.literal('owing'), missing: minor, until: instant.nullable() }),
  z.object({ kind: z.literal('soon'), at: instant, creditEnds: instant }),
  z.object({ kind: z.literal('fine'), at: instant.nullable(), creditEnds: instant.nullable() }),
  z.object({ kind: z.literal('unforeseen') }),
]) satisfies z.ZodType<Situation>;

const offer = z.object({ minor, lastsUntil: instant.nullable() });

/** What may be asked for, as the projection has it. */
const offers = z.object({
  shortfall: offer.nullable(),
  least: offer.nullable(),
  keepsFor: z.array(offer.extend({ days: z.number() })).readonly(),
});

/**
 * The parts of every email to a client, and how the account stands as the email is written: whatever it says of now
 * comes from these. Amounts are minor units of `currency`.
 */
const clientFields = z.object({
  /** BCP 47. A language without texts of its own gets English; a region (en-US, de-AT) shapes dates and amounts. */
  language: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  sender,
  recipientName: z.string(),
  siteNames: z.array(z.string()).readonly(),
  /** The agency's own words; each may have several lines and is text, never markup. */
  ownWords: z
    .object({ opening: z.string().exactOptional(), closing: z.string().exactOptional() })
    .exactOptional(),
  /** Sum of the entries in dispute, which do not count. */
  disputed: minor,
  situation,
  offers,
  payment: paymentWay,
});

const standingFields = clientFields.extend({
  balance: minor,
  /** Used so far and not on the balance yet. */
  accrued: minor,
  /** Negative: how much must always be held. */
  creditLimit: minor,
});

const paceFields = {
  /** The cost of a day in all, positive; null if it cannot be estimated. */
  pacePerDay: minor.nullable(),
  /** On how many of the latest local days the pace rests; 0: on the plan alone. */
  observedDays: z.number(),
};

const warning = standingFields.extend({
  ...paceFields,
  kind: z.enum(['week', 'day']),
  /** When the sites will be suspended if nothing is paid. */
  limitDate: instant,
  reason: limitReason,
  /** How often the usage is reported, where that is rarely. */
  reported: z
    .object({
      every: z.union([z.enum(['week', 'month']), z.object({ days: z.number() })]),
      nextAt: instant,
    })
    .exactOptional(),
});

const suspended = standingFields.extend({
  kind: z.literal('suspended'),
  since: instant,
  /** When it was over, if it is by now. */
  endedAt: instant.nullable(),
});

const reactivated = standingFields.extend({
  ...paceFields,
  kind: z.literal('reactivated'),
  since: instant,
  /** Whether the owner's hold is what ended. */
  wasHeld: z.boolean(),
});

const receipt = standingFields.extend({
  kind: z.literal('receipt'),
  /** Positive: what was paid. */
  amount: minor,
  /** The balance just after it; `balance` is the one of now. */
  balanceAfter: minor,
  /** Whether it was taken back since. */
  reversed: z.boolean(),
  /** Left out of the email when it is empty. */
  method: z.string(),
  reference: z.string().exactOptional(),
  receivedAt: instant,
  entryNumber: minor,
});

const statementEntry = z.object({
  kind: z.enum(['payment', 'charge', 'tax', 'refund', 'reversal', 'adjustment']),
  description: z.string(),
  effectiveAt: instant,
  /** Signed from the client's side: a charge is negative. */
  minor,
  /** The metered quantity of a usage charge, and its unit ('bytes', '' when it is a count). */
  usage: z.object({ quantity: minor, unit: z.string() }).exactOptional(),
});

const statement = clientFields.extend({
  kind: z.literal('statement'),
  startDate: localDate,
  /** Exclusive, as periods are; the email names the last day of the period. */
  endDate: localDate,
  openingBalance: minor,
  closingBalance: minor,
  entries: z.array(statementEntry).readonly(),
  /** Where to download it, for users who log in. Left out of the email unless it is an http or https address. */
  portal: z.string().exactOptional(),
});

/** Every email to a client. */
export const clientEmails = [warning, suspended, reactivated, receipt, statement] as const;

export type PaymentWay = z.infer<typeof paymentWay>;
export type LimitReason = z.infer<typeof limitReason>;
export type WarningEmail = z.infer<typeof warning>;
export type SuspendedEmail = z.infer<typeof suspended>;
export type ReactivatedEmail = z.infer<typeof reactivated>;
export type ReceiptEmail = z.infer<typeof receipt>;
export type StatementEntry = z.infer<typeof statementEntry>;
export type StatementEmail = z.infer<typeof statement>;
export type ClientEmailContent = z.infer<(typeof clientEmails)[number]>;
export type ClientEmailKind = ClientEmailContent['kind'];
