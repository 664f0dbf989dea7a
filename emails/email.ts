import { z } from 'zod';
import type { Situation } from '../src/billing/situation.js';
import { instant, localDate, minor, sender } from './fields.js';

/** How the client pays. */
const paymentWay = z.object({
  /** The payment reference of a transfer. */
  reference: z.string(),
  /** The Owner's own instructions, such as bank details; may have several lines. */
  instructions: z.string().exactOptional(),
  /** Where a transfer goes to. */
  bankAccount: z
    .object({ holder: z.string(), iban: z.string(), bic: z.string().exactOptional() })
    .exactOptional(),
  /** Left out of the email unless it is an http or https address. */
  link: z.string().exactOptional(),
});

/** Why the sites reach their limit at that time. */
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
  /** The exemption ends at the limit date. The credit ends at `creditEnds`; null if it has ended already. */
  z.object({ kind: z.literal('exemption'), creditEnds: instant.nullable() }),
  /** The Owner's suspension policy delays the suspension. The credit ends at `creditEnds`; null if it has ended already. */
  z.object({ kind: z.literal('policy'), creditEnds: instant.nullable() }),
]);

/** Whether a payment promise decides the date. */
const promised = z.literal(true).exactOptional();

const situation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('closed'), balance: minor, disputed: minor }),
  z.object({ kind: z.literal('held'), missing: minor }),
  z.object({ kind: z.literal('suspended'), missing: minor, upstream: z.boolean() }),
  z.object({ kind: z.literal('upstream'), missing: minor }),
  z.object({ kind: z.literal('owing'), missing: minor, until: instant.nullable(), isPromised: promised }),
  z.object({ kind: z.literal('soon'), at: instant, creditEnds: instant, isPromised: promised }),
  z.object({
    kind: z.literal('fine'),
    at: instant.nullable(),
    creditEnds: instant.nullable(),
    isPromised: promised,
  }),
  z.object({ kind: z.literal('unforeseen') }),
]) satisfies z.ZodType<Situation>;

const offer = z.object({ minor, lastsUntil: instant.nullable() });

/** The possible payments, from the projection. */
const offers = z.object({
  shortfall: offer.nullable(),
  least: offer.nullable(),
  keepsFor: z.array(offer.extend({ days: z.number() })).readonly(),
});

/** A direct debit that the email announces. */
const announcedDebit = z.object({
  amount: minor,
  collectOn: localDate,
  country: z.string(),
  lastFour: z.string(),
  mandateReference: z.string(),
  creditorId: z.string(),
});

/**
 * The parts of every email to a client, and the account's state at sending: every sentence about the present is made
 * from these. Amounts are minor units of `currency`.
 */
const clientFields = z.object({
  /** BCP 47. English if the language has no texts; a region (en-US, de-AT) sets the format of dates and amounts. */
  language: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  sender,
  recipientName: z.string(),
  siteNames: z.array(z.string()).readonly(),
  /** The agency's own texts: plain text, never markup; each may have several lines. */
  customTexts: z
    .object({ opening: z.string().exactOptional(), closing: z.string().exactOptional() })
    .exactOptional(),
  /** Sum of the entries in dispute, which do not count. */
  disputed: minor,
  situation,
  offers,
  payment: paymentWay,
  /** What is going to be collected by direct debit, and is announced here. */
  debits: z.array(announcedDebit).readonly().exactOptional(),
});

const standingFields = clientFields.extend({
  balance: minor,
  /** Usage that is not posted yet. */
  accrued: minor,
  /** Negative: the balance that must always be kept. */
  creditLimit: minor,
});

const paceFields = {
  /** The total cost per day, positive; null if it cannot be estimated. */
  pacePerDay: minor.nullable(),
  /** How many of the latest local days the pace is computed from; 0: from the plan alone. */
  observedDays: z.number(),
};

const warning = standingFields.extend({
  ...paceFields,
  kind: z.enum(['week', 'day']),
  /** When the sites will be suspended if nothing is paid. */
  limitDate: instant,
  /** The 80 % range of that, in the week notice, if it is more than a day. */
  range: z.object({ earliest: instant, latest: instant }).exactOptional(),
  reason: limitReason,
  /** How often usage is reported, if rarely. */
  reported: z
    .object({
      every: z.union([z.enum(['week', 'month']), z.object({ days: z.number() })]),
      nextAt: instant,
    })
    .exactOptional(),
});

/** A notice no longer holds, although nothing was paid. */
const allClear = standingFields.extend({ ...paceFields, kind: z.literal('all-clear') });

const suspended = standingFields.extend({
  kind: z.literal('suspended'),
  since: instant,
  /** When the suspension ended; null while it lasts. */
  endedAt: instant.nullable(),
  /** Whether the suspension is a hold by the Owner. */
  wasHeld: z.boolean(),
});

const reactivated = standingFields.extend({
  ...paceFields,
  kind: z.literal('reactivated'),
  since: instant,
  /** Whether the suspension was a hold by the Owner. */
  wasHeld: z.boolean(),
});

const issuedDocument = z.object({
  id: z.string(),
  kind: z.enum(['invoice', 'credit-note', 'prepayment', 'receipt']),
  number: z.string(),
});

const receipt = standingFields.extend({
  kind: z.literal('receipt'),
  /** Positive: what was paid. */
  amount: minor,
  /** The balance just after the payment; `balance` is the current one. */
  balanceAfter: minor,
  /** Whether the payment was reversed since. */
  reversed: z.boolean(),
  /** Omitted from the email when empty. */
  method: z.string(),
  reference: z.string().exactOptional(),
  receivedAt: instant,
  entryNumber: minor,
  /** The prepayment invoice or receipt that was issued for it, which is attached. */
  documents: z.array(issuedDocument).readonly().exactOptional(),
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
  /** The documents issued with it, which are attached. */
  documents: z.array(issuedDocument).readonly().exactOptional(),
  /** Where to download it, for users who log in. Left out of the email unless it is an http or https address. */
  portal: z.string().exactOptional(),
});

/** Every email to a client. */
export const clientEmails = [warning, allClear, suspended, reactivated, receipt, statement] as const;

export type AnnouncedDebit = z.infer<typeof announcedDebit>;
export type PaymentWay = z.infer<typeof paymentWay>;
export type LimitReason = z.infer<typeof limitReason>;
export type WarningEmail = z.infer<typeof warning>;
export type AllClearEmail = z.infer<typeof allClear>;
export type SuspendedEmail = z.infer<typeof suspended>;
export type ReactivatedEmail = z.infer<typeof reactivated>;
export type ReceiptEmail = z.infer<typeof receipt>;
export type StatementEntry = z.infer<typeof statementEntry>;
export type StatementEmail = z.infer<typeof statement>;
export type ClientEmailContent = z.infer<(typeof clientEmails)[number]>;
export type ClientEmailKind = ClientEmailContent['kind'];
