import { z } from '@hono/zod-openapi';
import type { ParticularsInput } from '../../../src/billing/particulars/parseParticulars.js';
import type { Refusal } from '../../../src/core/values/refusal.js';

const text = z.string().max(500);

/** The fields that a client's and an owner's particulars have in common. */
export const particularsFields = {
  legalName: text,
  street: text,
  postcode: text,
  city: text,
  country: text,
  vatId: text,
  companyId: text,
  addressScheme: text,
  addressId: text,
};

/** What only a client has. */
export const buyerFields = { buyerReference: text, buyerKind: z.enum(['', 'business', 'consumer']) };

type ParticularsForm = {
  readonly [Field in keyof typeof particularsFields]?: string;
} & { readonly buyerReference?: string; readonly buyerKind?: string };

/** Particulars from a form, whose fields replace what is stored. */
export function particularsOf({ addressScheme, addressId, ...form }: ParticularsForm): ParticularsInput {
  const address =
    addressScheme === undefined || addressId === undefined
      ? {}
      : { electronicAddress: { scheme: addressScheme, id: addressId } };
  return { ...form, ...address };
}

/** The form names the parts of an electronic address by themselves, and no path. */
export function onParticularsForm(refusal: Refusal): Refusal {
  const named = (field: string): string => {
    const own = field.replace(/^(settings\.)?particulars\./, '');
    return own === 'electronicAddress' ? 'addressId' : own;
  };
  const { field, problems } = refusal;
  return {
    ...refusal,
    ...(field === undefined ? {} : { field: named(field) }),
    ...(problems === undefined
      ? {}
      : { problems: problems.map((each) => ({ ...each, field: named(each.field) })) }),
  };
}
