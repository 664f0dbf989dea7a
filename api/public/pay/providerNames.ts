import type { ProviderKind } from '../../../src/billing/payment.js';

/** What people call the providers. */
export const PROVIDER_NAMES: Readonly<Record<ProviderKind, string>> = { stripe: 'Stripe', mollie: 'Mollie' };
