import { z } from 'zod';
import { instant, localDate, minor, sender } from '../fields.js';

/** Shared by all emails to a site's users. */
const userFields = z.object({
  language: z.string(),
  timeZone: z.string(),
  sender,
  recipientName: z.string(),
  siteName: z.string(),
});

/** Inserted HTML-escaped and otherwise unchanged. It must be our own URL, never user input. */
const ownUrl = z.string();

const invitation = userFields.extend({
  kind: z.literal('invitation'),
  groupName: z.string(),
  /** Null: the site was created for its Owner, not by an invitation of a user. */
  invitedBy: z.string().nullable(),
  expiresAt: instant,
  link: ownUrl,
});

const passwordReset = userFields.extend({
  kind: z.literal('password-reset'),
  expiresAt: instant,
  link: ownUrl,
});

/** To a site's Owner: the Owner of the parent site has started an impersonation. */
const impersonation = userFields.extend({
  kind: z.literal('impersonation'),
  /** By name and address. */
  who: z.string(),
  /** The name of the parent site. */
  from: z.string(),
  startedAt: instant,
  endsAt: instant,
  logUrl: ownUrl,
});

/** To a site's Owner: the site is off because its host's own service is interrupted. */
const upstream = userFields.extend({
  kind: z.literal('upstream'),
  since: instant,
  /** The account that pays for the site, or null. The missing amount is in minor units, positive. */
  own: z
    .object({ currency: z.string(), missing: minor, isSuspended: z.boolean(), isHeld: z.boolean() })
    .nullable()
    .exactOptional(),
});

const loginChange = z.enum(['email', 'password', 'second-factor', 'second-factor-removed']);

/** To one of a site's users, at their previous address: their login was changed. */
const loginChanged = userFields.extend({
  kind: z.literal('login-changed'),
  change: loginChange,
  changedAt: instant,
  /** Where a user who cannot log in gets a new password. */
  forgotUrl: ownUrl,
});

/**
 * To the Owner of a tenant: too many accounts reached their limit within an hour, so further suspensions are held back.
 */
const breaker = userFields.extend({
  kind: z.literal('breaker'),
  trippedAt: instant,
  /** How many accounts were suspended within the hour, how many were active, and how many are allowed. */
  suspended: z.number(),
  active: z.number(),
  allowed: z.number(),
  /** The accounts kept online below their limit, and the sites they pay for. */
  accounts: z.number(),
  sites: z.number(),
  /** The first few of them. */
  names: z.array(z.string()).readonly(),
  /** Whether an earlier email was sent. */
  isReminder: z.boolean(),
  /** Where to decide. Null while the address of the pages is unknown. */
  pageUrl: ownUrl.nullable(),
});

/** To the Owner of a tenant: meters have stopped reporting. */
const silence = userFields.extend({
  kind: z.literal('silence'),
  /** The first few of the sites, each with its meters. */
  silent: z
    .array(z.object({ name: z.string(), meters: z.array(z.string()).readonly(), lastDay: localDate }))
    .readonly(),
  /** How many sites there are in all. */
  count: z.number(),
  pageUrl: ownUrl.nullable(),
});

/** To a user of a tenant who asked for it: whose sites are due to be suspended today and tomorrow, and what changed. */
const morning = userFields.extend({
  kind: z.literal('morning'),
  day: localDate,
  /** How many accounts are due on each day. */
  today: z.number(),
  tomorrow: z.number(),
  /** The first of them. Amounts in minor units. */
  due: z
    .array(
      z.object({
        name: z.string(),
        currency: z.string(),
        day: z.enum(['today', 'tomorrow']),
        suspendsAt: instant,
        /** After usage so far. */
        balance: minor,
        /** What keeps it online for 30 days; null without a forecast. */
        keepsUp: minor.nullable(),
        isHeldBack: z.boolean(),
        /** The latest email that warned the client. */
        notice: z
          .object({
            kind: z.enum(['week', 'day', 'reactivated']),
            state: z.enum(['accepted', 'refused', 'waiting']),
            at: instant,
          })
          .nullable(),
      }),
    )
    .readonly(),
  /** The day of the list before; null if there is none. */
  since: localDate.nullable(),
  added: z.array(z.string()).readonly(),
  left: z
    .array(
      z.object({
        name: z.string(),
        currency: z.string(),
        why: z.enum(['closed', 'held', 'suspended', 'paid', 'exempt', 'later']),
        /** What was paid. */
        amount: minor.nullable(),
        /** The end of the exemption, or the new suspension date. */
        until: instant.nullable(),
      }),
    )
    .readonly(),
  pageUrl: ownUrl.nullable(),
});

/** To the Owner of a tenant: a client asked for more time and got it. */
const promise = userFields.extend({
  kind: z.literal('promise'),
  /** The client. */
  name: z.string(),
  currency: z.string(),
  /** After usage so far, in minor units. */
  balance: minor,
  days: z.number(),
  /** The last day of it. */
  day: localDate,
  wasSuspended: z.boolean(),
  pageUrl: ownUrl.nullable(),
});

/** The account of a client that money is collected from. */
const debited = { country: z.string(), lastFour: z.string(), mandateReference: z.string() };

/** To a client: the copy of a mandate, or that it has ended. */
const mandate = userFields.extend({
  kind: z.literal('mandate'),
  change: z.enum(['given', 'ended']),
  /** As the client agreed to it; null: signed on paper, or ended. */
  words: z
    .object({
      facts: z.array(z.object({ label: z.string(), value: z.string() })).readonly(),
      paragraphs: z.array(z.string()).readonly(),
    })
    .nullable(),
  reference: z.string(),
  holder: z.string(),
  country: z.string(),
  lastFour: z.string(),
  signedOn: localDate,
  pageUrl: ownUrl.nullable(),
});

/** To a client: what is going to be collected. */
const debit = userFields.extend({
  kind: z.literal('debit'),
  currency: z.string(),
  amount: minor,
  collectOn: localDate,
  purpose: z.enum(['top-up', 'invoice']),
  ...debited,
  creditorId: z.string(),
  pageUrl: ownUrl.nullable(),
});

/** To a client: the bank returned a debit. */
const returnedDebit = userFields.extend({
  kind: z.literal('debit-returned'),
  currency: z.string(),
  amount: minor,
  collectOn: localDate,
  ...debited,
  /** The bank's code of the reason; null: none was given. */
  code: z.string().nullable(),
  /** What the client is charged for it, with tax. */
  fee: minor.nullable(),
  mandateEnded: z.boolean(),
  pageUrl: ownUrl.nullable(),
});

/** To the Owner of a tenant: a webhook endpoint gets no more events, since it did not receive them. */
const webhookOff = userFields.extend({
  kind: z.literal('webhook-off'),
  host: z.string(),
  /** The HTTP status of its last answer; empty if there was none. */
  answer: z.string(),
  /** Whether it said that it is gone for good (410). */
  isGone: z.boolean(),
  pageUrl: ownUrl.nullable(),
});

/** Every email to one of a site's users, and those to a client about a mandate. */
export const userEmails = [
  invitation,
  passwordReset,
  impersonation,
  upstream,
  loginChanged,
  breaker,
  silence,
  morning,
  promise,
  mandate,
  debit,
  returnedDebit,
  webhookOff,
] as const;

export type InvitationEmail = z.infer<typeof invitation>;
export type PasswordResetEmail = z.infer<typeof passwordReset>;
export type ImpersonationEmail = z.infer<typeof impersonation>;
export type UpstreamEmail = z.infer<typeof upstream>;
export type LoginChangedEmail = z.infer<typeof loginChanged>;
export type LoginChange = z.infer<typeof loginChange>;
export type BreakerEmail = z.infer<typeof breaker>;
export type SilenceEmail = z.infer<typeof silence>;
export type MorningEmail = z.infer<typeof morning>;
export type PromiseEmail = z.infer<typeof promise>;
export type MandateEmail = z.infer<typeof mandate>;
export type DebitEmail = z.infer<typeof debit>;
export type ReturnedDebitEmail = z.infer<typeof returnedDebit>;
export type WebhookOffEmail = z.infer<typeof webhookOff>;
export type UserEmailContent = z.infer<(typeof userEmails)[number]>;
export type UserEmailKind = UserEmailContent['kind'];
/** The content of an email without the parts all emails to a site's users share. */
export type UserEmailMessage<Content = UserEmailContent> = Content extends UserEmailContent
  ? Omit<Content, keyof z.infer<typeof userFields>>
  : never;
