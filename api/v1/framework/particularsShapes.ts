import { z } from '@hono/zod-openapi';
import { PARTICULARS_LENGTHS } from '../../../src/billing/particulars/parseParticulars.js';

const text = (longest: number) => z.string().max(longest + 50);

/** What invoices say about a client or about the owner, as it is given. */
export const particulars = z
  .strictObject({
    legalName: text(PARTICULARS_LENGTHS.legalName).optional(),
    street: text(PARTICULARS_LENGTHS.street).optional().openapi({ description: 'Up to two lines.' }),
    postcode: text(PARTICULARS_LENGTHS.postcode).optional(),
    city: text(PARTICULARS_LENGTHS.city).optional(),
    country: text(2).optional().openapi({ description: 'ISO 3166-1.', example: 'DE' }),
    vatId: text(20).optional().openapi({ example: 'DE811907980' }),
    companyId: text(PARTICULARS_LENGTHS.companyId).optional(),
    buyerReference: text(PARTICULARS_LENGTHS.buyerReference)
      .optional()
      .openapi({ description: 'A client’s reference for invoices, e.g. a Leitweg-ID.' }),
    electronicAddress: z
      .strictObject({ scheme: text(4), id: text(100) })
      .optional()
      .openapi({ description: 'Where electronic invoices go. The scheme is a code of the EAS list.' }),
    buyerKind: z.enum(['business', 'consumer', '']).optional().openapi({
      description: 'Of a client. Default: a business if it has a VAT id, otherwise a consumer.',
    }),
  })
  .openapi('Particulars');

export const particularsResponse = z.object({
  legalName: z.string().optional(),
  street: z.string().optional(),
  postcode: z.string().optional(),
  city: z.string().optional(),
  country: z.string().optional(),
  vatId: z.string().optional(),
  companyId: z.string().optional(),
  buyerReference: z.string().optional(),
  electronicAddress: z.object({ scheme: z.string(), id: z.string() }).optional(),
  buyerKind: z.enum(['business', 'consumer']).optional(),
});
