import type { PortalAccount } from '../../../src/accounts/loadPortalAccount.js';
import { parseAmount } from '../../../src/core/values/money.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import type { TopUpView } from '../../../src/payments/topUp/topUpSettings.js';
import { PROVIDER_NAMES } from '../../public/pay/providerNames.js';
import type { Reader } from '../reader.js';

/** On one line, for the payment page. */
export function topUpLine(
  { card, enabled, dailyCap }: TopUpView,
  { texts: { topUp: texts }, sum }: Reader,
): string {
  if (card === null || !enabled || dailyCap === null) return texts.offered;
  return texts.line(texts.card(formatBrand(card.brand), card.lastFour), sum(dailyCap));
}

export function formatBrand(brand: string): string {
  return brand.charAt(0).toUpperCase() + brand.slice(1).replaceAll('_', ' ');
}

export function providerName(provider: string): string {
  return provider in PROVIDER_NAMES ? PROVIDER_NAMES[provider as keyof typeof PROVIDER_NAMES] : provider;
}

/** The cost of 30 days at the present pace, in minor units; 0 if unknown. */
export function monthMinor({ account: { pacePerDay, currency } }: PortalAccount): bigint {
  const pace = parseAmount(pacePerDay ?? '0', currency);
  return isRefusal(pace) || pace < 0n ? 0n : pace * 30n;
}
