import { suspensionPolicy } from '../accounts/policyShapes.js';
import { z } from '@hono/zod-openapi';
import { webhookSettings } from '../../../src/connectors/webhook/webhookConfig.js';
import { particulars, particularsResponse } from '../framework/particularsShapes.js';
import { TAX_CATEGORIES } from '../../../src/billing/tax/treatment.js';
import { externalId } from '../framework/recordShapes.js';
import { idResponse, instantText } from '../framework/responses.js';
import { email, hostname, shownName, slug } from '../framework/fields.js';

const hostnames = z
  .array(hostname)
  .max(100)
  .superRefine((list, issues) => {
    for (const [index, host] of list.entries()) {
      if (list.indexOf(host) === index) continue;
      issues.addIssue({ code: 'custom', path: [index], message: 'is listed twice' });
    }
  });

const connector = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('forward-auth') }),
    z.strictObject({ kind: z.literal('webhook'), ...webhookSettings.shape }),
    z.strictObject({ kind: z.literal('map-file') }),
    z.strictObject({ kind: z.literal('command') }),
  ])
  .openapi('Connector');

const owner = z.strictObject({ name: shownName, email }).optional().openapi({
  description:
    'Owner of the site. Default: the client who pays for it, otherwise the Owner of the parent site.',
});

export const newSite = z
  .strictObject({
    slug,
    name: shownName,
    hostnames: hostnames.default([]),
    connector: connector.optional(),
    owner,
    externalId: externalId.optional(),
  })
  .openapi('NewSite');

export const siteMove = z
  .strictObject({
    parent: slug.openapi({ description: 'Another child site of the key’s site.' }),
    with: z.array(slug).max(1_000).optional().openapi({
      description: 'The other sites of its account. The account moves as a whole, so all must be listed.',
    }),
  })
  .openapi('SiteMove');

const words = (longest: number) => z.string().trim().max(longest).exactOptional();

export const emailTexts = z
  .strictObject({
    week: words(1_000),
    day: words(1_000),
    'all-clear': words(1_000),
    suspended: words(1_000),
    reactivated: words(1_000),
    receipt: words(1_000),
    statement: words(1_000),
    closing: words(1_000),
  })
  .openapi('EmailTexts', {
    description: 'Text at the start of each email and at the end of all. Plain text.',
  });

const taxRule = z
  .strictObject({
    country: words(5).openapi({ description: 'ISO 3166-1, `EU` or `other`. Left out: any.' }),
    buyer: z.enum(['business', 'consumer']).exactOptional(),
    charge: words(50).openapi({
      description: 'Category of charges by hand and planned ones. Left out: any.',
    }),
    percent: z.string().max(20),
    category: z.enum(TAX_CATEGORIES).exactOptional(),
    reasonCode: words(50),
  })
  .openapi('TaxRule');

const taxPolicy = z
  .strictObject({
    seller: z.enum(['registered', 'small-business']),
    oss: z.boolean().default(false).openapi({
      description: 'Whether consumers in other member states bear the rate of their country (One-Stop Shop).',
    }),
    rules: z
      .array(taxRule)
      .max(50)
      .default([])
      .openapi({ description: 'Your own rules. The first that matches decides.' }),
  })
  .openapi('TaxPolicy');

/** A site's details and defaults, for the API and the forms of pages. */
export const siteSettings = z.strictObject({
  paymentInstructions: words(2_000),
  bankAccount: z
    .strictObject({ holder: words(70), iban: words(50), bic: words(20) })
    .exactOptional()
    .openapi({
      description:
        'Where clients transfer money to; emails, pages and statements then show a code for banking apps. ' +
        'Replaces the whole. Without fields it is removed.',
    }),
  address: words(500),
  phone: words(50),
  email: z.union([z.literal(''), email]).exactOptional(),
  suspendedWords: words(5_000),
  taxNumber: words(50).openapi({ description: 'Printed on statements.' }),
  particulars: particulars
    .exactOptional()
    .openapi({ description: 'Fields left out stay as they are. An empty string removes one.' }),
  emailFooter: words(500),
  emailAccent: words(7).openapi({
    description: 'A colour dark enough for white text.',
    example: '#1f5c57',
  }),
  emailTexts: emailTexts.exactOptional(),
  defaultCreditLimit: words(20).openapi({ description: 'Default credit limit of new accounts.' }),
  taxName: words(20).openapi({
    description: 'Default tax of new accounts.',
  }),
  taxPercent: words(20),
  taxPolicy: taxPolicy.nullable().exactOptional().openapi({
    description:
      'Decides the tax of accounts that have none by hand; needs `particulars.country`. Null: taxes are set by hand.',
  }),
  breakerPercent: words(3).openapi({
    description:
      'The breaker trips when more than this percentage of active accounts would be suspended within an ' +
      'hour. Default 20; 100 turns it off.',
  }),
  breakerAtLeast: words(6).openapi({
    description: 'Number of suspensions an hour that never trips the breaker. Default 5.',
  }),
  promiseDays: words(2).openapi({
    description: 'How many more days a client may ask for on the payment page; 0 to 30. Default 0: none.',
  }),
  promiseEveryDays: words(3).openapi({
    description: 'Days after such a promise until the client may ask again; 1 to 365. Default 90.',
  }),
  promiseUpTo: words(20).openapi({
    description:
      'A client who owes more may not ask. An amount in the account’s currency. Default: any amount.',
  }),
  suspensionPolicy: suspensionPolicy.exactOptional(),
  lateUsageDays: words(2).openapi({
    description:
      'Days after closing during which an account accepts usage of the time before; 0 to 60. Default 7.',
  }),
});

export const siteChange = z.strictObject({
  slug: slug.optional().openapi({
    description:
      'The slug is part of page URLs. Changing it logs all users of the site out and requires new settings ' +
      'for collectors.',
  }),
  name: shownName.optional(),
  hostnames: hostnames.optional().openapi({ description: 'Replaces the whole list.' }),
  connector: connector.optional(),
  externalId: externalId.optional().openapi({ description: 'Null removes it.' }),
  settings: siteSettings
    .optional()
    .openapi({ description: 'Settings of a site. An empty string removes a value.' }),
});

export const siteShape = z.object({
  id: idResponse,
  slug: z.string(),
  name: z.string(),
  hostnames: z.array(z.string()),
  waitingHostnames: z.array(z.string()).openapi({
    description: 'Hostnames awaiting confirmation; the gate ignores them.',
  }),
  state: z.enum(['active', 'suspended']),
  upstream: z.boolean().openapi({ description: 'Whether a parent site is suspended.' }),
  confirmed: z.boolean().openapi({ description: 'Whether the connector has confirmed the state.' }),
  connector: z.string(),
  connectorError: z.string().nullable(),
  externalId: z.string().nullable(),
});

export const siteResponse = siteShape
  .extend({ accountId: idResponse.nullable(), createdAt: instantText })
  .openapi('Site');

export const siteWithSettings = siteResponse
  .extend({
    settings: z.object({
      paymentInstructions: z.string().optional(),
      bankAccount: z.object({ holder: z.string(), iban: z.string(), bic: z.string().optional() }).nullish(),
      address: z.string().optional(),
      phone: z.string().optional(),
      email: z.string().optional(),
      suspendedWords: z.string().optional(),
      taxNumber: z.string().optional(),
      particulars: particularsResponse.optional(),
      emailFooter: z.string().optional(),
      emailAccent: z.string().optional(),
      emailTexts: emailTexts.optional(),
      logo: z.object({ id: idResponse, width: z.int(), height: z.int() }).nullish(),
      defaultCreditLimit: z.string().optional(),
      taxName: z.string().optional(),
      taxPercent: z.string().optional(),
      taxPolicy: taxPolicy.nullish(),
      breakerPercent: z.string().optional(),
      breakerAtLeast: z.string().optional(),
      suspensionPolicy: suspensionPolicy.optional(),
      lateUsageDays: z.string().optional(),
      promiseDays: z.string().optional(),
      promiseEveryDays: z.string().optional(),
      promiseUpTo: z.string().optional(),
    }),
  })
  .openapi('SiteWithSettings');
