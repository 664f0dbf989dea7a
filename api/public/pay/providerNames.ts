import type { ProviderKind } from '../../../src/billing/payment.js';

/** The display names of the providers. */
export const PROVIDER_NAMES: Readonly<Record<ProviderKind, string>> = { stripe: 'Stripe', mollie: 'Mollie' };
