import { z } from '@hono/zod-openapi';
import { type Refusal, refuse } from '../../../src/core/values/refusal.js';

/** From when other plans count, as the choice on a form has it: the fields of `FromWhen`. */
export interface When {
  readonly when?: 'period' | 'date' | undefined;
  readonly date?: string | undefined;
}

export const when = z.enum(['period', 'date']);

/** The same as operations take it: `period`, or the day. */
export function effectiveOf({ when, date }: When): string | Refusal {
  if (when !== 'date') return 'period';
  return date ?? refuse('invalid', 'is required', 'date');
}

/** What is said of that is said of the field that the form has for it. */
export function aboutDate<Refused extends { readonly field?: string }>(refusal: Refused): Refused {
  return refusal.field === 'effective' ? { ...refusal, field: 'date' } : refusal;
}
