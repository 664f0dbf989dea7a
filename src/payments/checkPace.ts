import type { CheckPace } from '../store/payments/checks.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Refunds and chargebacks happen for a year and more. */
export const PAYMENT_CHECK: CheckPace = {
  firstMs: HOUR_MS,
  shareOfAge: 24,
  longestMs: 7 * DAY_MS,
  untilMs: 400 * DAY_MS,
};

/** A checkout page is open for a day, and a bank may take two weeks after that. */
export const CHECKOUT_CHECK: CheckPace = {
  firstMs: 10 * MINUTE_MS,
  shareOfAge: 4,
  longestMs: DAY_MS,
  untilMs: 30 * DAY_MS,
};

/** The page for a mandate is open for a day. */
export const MANDATE_CHECK: CheckPace = {
  firstMs: 10 * MINUTE_MS,
  shareOfAge: 4,
  longestMs: 6 * HOUR_MS,
  untilMs: 2 * DAY_MS,
};
