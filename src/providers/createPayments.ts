import type { ProviderKind } from '../billing/payment.js';
import { checkMollie, createMollie, namedMolliePayment } from './mollie/mollie.js';
import type { PaymentProvider, ProviderSettings, SettingFault } from './provider.js';
import { checkStripe, createStripe } from './stripe/stripe.js';
import { STRIPE_EVENTS } from './stripe/stripeEvents.js';

export interface PaymentsSettings {
  /** The URLs of the providers' APIs; the providers' own when left out. */
  readonly stripeApi?: string | undefined;
  readonly mollieApi?: string | undefined;
}

export interface Payments {
  /** A provider with a site's own keys. */
  open(kind: ProviderKind, settings: ProviderSettings): PaymentProvider;
  /** Returns the first invalid setting, if any. */
  check(kind: ProviderKind, settings: ProviderSettings): SettingFault | undefined;
  /** The payment named by a report without proof, so that we look it up; undefined where a report proves itself. */
  namedPayment(kind: ProviderKind, rawBody: Buffer): string | undefined;
  /** The events that a site's endpoint at the provider must receive; none where each payment names its own endpoint. */
  eventsOf(kind: ProviderKind): readonly string[];
}

/** Every provider this server can take money through. */
export function createPayments(settings: PaymentsSettings = {}): Payments {
  const stripe = { api: new URL(settings.stripeApi ?? 'https://api.stripe.com') };
  const mollie = { api: new URL(settings.mollieApi ?? 'https://api.mollie.com') };
  return {
    open: (kind, keys) => (kind === 'stripe' ? createStripe(stripe, keys) : createMollie(mollie, keys)),
    check: (kind, keys) => (kind === 'stripe' ? checkStripe(keys) : checkMollie(keys)),
    namedPayment: (kind, rawBody) => (kind === 'mollie' ? namedMolliePayment(rawBody) : undefined),
    eventsOf: (kind) => (kind === 'stripe' ? STRIPE_EVENTS : []),
  };
}
