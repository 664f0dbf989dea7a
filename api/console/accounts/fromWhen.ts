import { z } from '@hono/zod-openapi';
import { type Refusal, refuse } from '../../../src/core/values/refusal.js';

/** When other plans take effect: the form fields of `FromWhen`. */
export interface When {
  readonly when?: 'period' | 'date' | undefined;
  readonly date?: string | undefined;
}

export const when = z.enum(['period', 'date']);

/** The same as an operation expects it: `period`, or the day. */
export function effectiveOf({ when, date }: When): string | Refusal {
  if (when !== 'date') return 'period';
  return date ?? refuse('invalid', 'is required', 'date');
}

/** Errors about that value belong to the form's field for it. */
export function aboutDate<Refused extends { readonly field?: string }>(refusal: Refused): Refused {
  return refusal.field === 'effective' ? { ...refusal, field: 'date' } : refusal;
}
