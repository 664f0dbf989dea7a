import { z } from '@hono/zod-openapi';
import { dateText, idResponse, instantText, money } from '../framework/responses.js';
import {
  amount,
  currency,
  decimal,
  email,
  idText,
  instant,
  language,
  localDate,
  name,
} from '../framework/fields.js';
import { SUSPENSION_REASONS } from '../../../src/billing/policy/suspensionAt.js';
import { TAX_CATEGORIES } from '../../../src/billing/tax/treatment.js';
import { particulars, particularsResponse } from '../framework/particularsShapes.js';
import { externalId, metadata, notes, recordResponse, tags } from '../framework/recordShapes.js';
import { newSite, siteShape } from '../sites/siteShapes.js';
import { suspensionPolicy } from './policyShapes.js';

const tax = z
  .strictObject({
    name: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9 .%-]{1,20}$/, 'must be 1 to 20 letters, digits, spaces, dots, % and hyphens'),
    percent: decimal.openapi({ example: '19' }),
    category: z.enum(TAX_CATEGORIES).optional().openapi({
      description: 'UNCL 5305. Default: `S` above 0 %, otherwise `Z`.',
    }),
    reasonCode: z.string().max(50).optional().openapi({
      description: 'Why nothing is charged, e.g. `VATEX-EU-AE`. Required for `E`.',
    }),
  })
  .nullable();

const plans = z.array(idText).max(20);

const moreEmails = z.array(email).max(9).openapi({ description: 'Additional recipients of every email.' });

export const newAccount = z
  .strictObject({
    name,
    email,
    moreEmails: moreEmails.default([]),
    currency,
    timeZone: z.string().max(64).openapi({ example: 'Europe/Berlin' }),
    billingDay: z.int().min(1).max(31),
    intervalMonths: z.union([z.literal(1), z.literal(3), z.literal(12)]).default(1),
    creditLimit: amount
      .optional()
      .openapi({ description: 'How far the client may owe. Default: that of the first plan, otherwise 0.' }),
    language: language.default('en'),
    statements: z.boolean().default(true),
    tax: tax.optional(),
    particulars: particulars.optional(),
    tags: tags.default([]),
    notes: notes.optional(),
    externalId: externalId.optional(),
    metadata: metadata.optional(),
    plans: plans.default([]),
    sites: z.array(newSite).max(100).default([]),
    openingBalance: amount.optional().openapi({
      description: 'Opening balance: `20.00` in credit, `-20.00` owing. Posted at once.',
    }),
    chargedUntil: localDate.optional().openapi({
      description: 'Last day billed elsewhere. Plans start the day after, without start-up charges.',
    }),
    exemptUntil: instant
      .optional()
      .openapi({ description: 'The account is not suspended before this instant.' }),
  })
  .openapi('NewAccount');

export const accountChange = z.strictObject({
  name: name.optional(),
  email: email.optional(),
  moreEmails: moreEmails.optional(),
  language: language.optional(),
  creditLimit: amount.optional(),
  statements: z.boolean().optional(),
  tax: tax.optional(),
  particulars: particulars
    .optional()
    .openapi({ description: 'Fields left out stay as they are. An empty string removes one.' }),
  tags: tags.optional().openapi({ description: 'Replaces all tags.' }),
  notes: notes.optional(),
  externalId: externalId.optional().openapi({ description: 'Null removes it.' }),
  metadata: metadata
    .optional()
    .openapi({ description: 'Keys left out stay as they are. An empty string removes one.' }),
  suspensionPolicy: suspensionPolicy
    .nullable()
    .optional()
    .openapi({ description: 'Replaces the whole policy. Null: that of the parent site.' }),
  plans: plans.optional().openapi({ description: 'Replaces all plans of the account.' }),
  effective: z
    .union([z.literal('period'), z.string().max(10)])
    .optional()
    .openapi({
      description: 'When the plan change takes effect: the next period (`period`) or a local date.',
    }),
});

export const forecastKind = z.enum(['full', 'plain', 'none']).openapi({
  description:
    '`full`: normal. `plain`: the forecast failed and uses the mean of the last days. `none`: no forecast ' +
    'is available. Balance, headroom and state are always exact.',
});

export const rangeShape = {
  limitDateEarliest: instantText.nullable().openapi({
    description:
      'Start of the 80 % range of the limit date: one of ten suspensions is earlier. Null if limitDate is null. For a suspended account, when it was suspended.',
  }),
  limitDateLatest: instantText.nullable().openapi({
    description:
      'End of that range: one of ten suspensions is later. Null if limitDate is null, or if the end is not within 400 days.',
  }),
};

const TAX_CAUSES = [
  ...['hand', 'rule', 'home', 'small-business', 'reverse-charge', 'consumer-home', 'consumer-oss'],
  ...['no-vat-id', 'outside', 'unknown-country'],
] as const;

export const accountState = z.enum(['active', 'suspended', 'closed']);

export const accountResponse = z
  .object({
    id: idResponse,
    name: z.string(),
    email: z.string(),
    moreEmails: z.array(z.string()),
    emailUndeliverable: z
      .array(z.object({ email: z.string(), since: instantText, reason: z.string() }))
      .openapi({
        description:
          'Addresses that refused an email permanently. No emails are sent there until the address is changed ' +
          'or `POST /v1/accounts/{id}/emails/retry` is called. If none is left, notices count as not sent.',
      }),
    language: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    billingDay: z.int(),
    intervalMonths: z.int(),
    reference: z.string().openapi({ description: 'Reference for bank transfers.' }),
    particulars: particularsResponse,
    ...recordResponse,
    tax: z
      .object({
        name: z.string(),
        percent: z.string(),
        category: z.enum(TAX_CATEGORIES),
        reasonCode: z.string().optional(),
      })
      .nullable()
      .openapi({ description: 'What a charge bears now.' }),
    taxDecidedBy: z
      .enum(TAX_CAUSES)
      .nullable()
      .openapi({
        description:
          '`hand`: set on the account. Otherwise the decision by `settings.taxPolicy` of the parent site. ' +
          '`unknown-country`: the client has no country, so the default tax of new accounts applies.',
      }),
    vatCheck: z
      .object({
        vatId: z.string(),
        status: z.enum(['valid', 'invalid', 'unverified']),
        checkedAt: instantText.nullable(),
        name: z.string().nullable(),
        address: z.string().nullable(),
        consultationNumber: z.string().nullable(),
        error: z.string().nullable(),
        nextCheckAt: instantText,
      })
      .nullable()
      .openapi({
        description: 'What the EU’s VIES service says about the VAT id. Null: it has none of the EU.',
      }),
    statements: z.boolean(),
    creditLimit: money,
    balance: money.openapi({ description: 'Positive: in credit. Negative: owing.' }),
    accrued: money,
    headroom: money,
    state: accountState,
    hold: z.object({ reason: z.string(), since: instantText }).nullable(),
    exemptUntil: instantText.nullable(),
    heldBackSince: instantText.nullable().openapi({
      description: 'When the breaker held it back, or null.',
    }),
    silentMeters: z
      .array(z.object({ siteId: idResponse, site: z.string(), meter: z.string(), lastDay: z.string() }))
      .openapi({ description: 'Silent meters and the last day of each with a report.' }),
    forecast: forecastKind,
    limitDate: instantText.nullable().openapi({
      description: 'Null if the limit is not reached within 400 days or no forecast is available.',
    }),
    ...rangeShape,
    suspensionDate: instantText.nullable().openapi({
      description:
        'When the sites are suspended, or were. The limit date, moved by the suspension policy or an exemption. Null if ' +
        'the limit date is, and while the breaker holds the account back.',
    }),
    suspensionReason: z.enum(SUSPENSION_REASONS).nullable().openapi({
      description: 'What decides the suspension date.',
    }),
    suspensionPolicy: suspensionPolicy.nullable().openapi({
      description: 'Null: that of the parent site (`settings.suspensionPolicy`).',
    }),
    pacePerDay: money.nullable().openapi({ description: 'Null if no forecast is available.' }),
    suggestedTopUp: money.nullable().openapi({ description: 'Null if no forecast is available.' }),
    nextWakeAt: instantText.nullable(),
    nextWakeFor: z.string().nullable(),
    period: z.object({ start: instantText, end: instantText }),
    notices: z.object({ week: z.boolean(), day: z.boolean() }),
    plans: z.array(
      z.object({
        id: idResponse,
        name: z.string(),
        version: z.int(),
        from: dateText,
        until: dateText.nullable(),
      }),
    ),
    sites: z.array(siteShape),
    openedAt: instantText,
    closedAt: instantText.nullable(),
    workflowId: z.string(),
    workflowUrl: z.string().nullable(),
  })
  .openapi('Account');
