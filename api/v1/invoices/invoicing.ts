import { z } from '@hono/zod-openapi';
import { INVOICE_KINDS } from '../../../src/billing/invoices/invoice.js';
import { PREPAYMENT_DOCUMENTS } from '../../../src/billing/invoices/invoicing.js';
import { changeInvoicing, loadInvoicing } from '../../../src/invoices/changeInvoicing.js';
import type { SiteContext } from '../../../src/core/context.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { noQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';

/** One value for each kind of document. */
function ofEach<Value extends z.ZodType>(value: Value) {
  const [invoice, creditNote, prepayment, receipt] = INVOICE_KINDS;
  return z.strictObject({ [invoice]: value, [creditNote]: value, [prepayment]: value, [receipt]: value });
}

const prefixes = ofEach(z.string().max(10));
const next = ofEach(z.int());

const fields = {
  enabled: z.boolean().openapi({ description: 'From the next settlement of each client.' }),
  prepayments: z.enum(PREPAYMENT_DOCUMENTS).openapi({ description: 'The document of a payment.' }),
  termDays: z.int().openapi({ description: 'Days to pay what credit does not cover.' }),
  footer: z.string().openapi({ description: 'At the foot of every page; empty: none.' }),
};

const shape = z
  .object({
    ...fields,
    prefixes,
    next: next.openapi({ description: 'The next numbers of this year.' }),
    year: z.int(),
    missing: z
      .array(z.object({ field: z.string(), reason: z.string() }))
      .openapi({ description: 'What invoices need before they can be turned on.' }),
  })
  .openapi('Invoicing');

export const invoicingRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/invoicing',
    permission: 'settings.write',
    summary: 'Retrieve the settings for invoices',
    query: noQuery,
    response: shape,
    handle: ({ context }) => invoicingResponse(context),
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/invoicing',
    permission: 'settings.write',
    summary: 'Update the settings for invoices',
    description: 'What is left out stays as it is. `next` only goes up.',
    body: z.strictObject(fields).partial().extend({
      prefixes: prefixes.partial().optional(),
      next: next.partial().optional(),
    }),
    response: shape,
    handle: async ({ context, body }) => {
      const { prefixes: given, next: wanted, ...rest } = body;
      const changed = await changeInvoicing(context, {
        ...defined(rest),
        ...(given === undefined ? {} : { prefixes: defined(given) }),
        ...(wanted === undefined ? {} : { next: defined(wanted) }),
      });
      return isRefusal(changed) ? changed : invoicingResponse(context);
    },
  }),
];

async function invoicingResponse(context: SiteContext): Promise<object> {
  const { invoicing, year, next: numbers, missing } = await loadInvoicing(context);
  return { footer: '', ...invoicing, year, next: numbers, missing };
}

type Defined<Fields> = { readonly [Field in keyof Fields]?: Exclude<Fields[Field], undefined> };

/** The fields that were given. */
function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<Fields>;
}
