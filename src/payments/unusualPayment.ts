import { minorPerMajor } from '../core/values/money.js';

interface Payer {
  readonly currency: string;
  readonly balance: bigint;
  readonly pacePerDay: bigint | null;
  readonly suggestedTopUp: bigint | null;
}

const TIMES_USUAL = 20n;
const ALWAYS_USUAL_MAJOR = 1_000n;
const DAYS_PER_YEAR = 366n;

/** Whether an amount is so far beyond a year's costs, the debt and the suggestion that it was probably mistyped. */
export function isUnusualPayment(minor: bigint, account: Payer): boolean {
  const { currency, balance, pacePerDay, suggestedTopUp } = account;
  const usual = [-balance, (pacePerDay ?? 0n) * DAYS_PER_YEAR, suggestedTopUp ?? 0n];
  const bounds = [ALWAYS_USUAL_MAJOR * minorPerMajor(currency), ...usual.map((each) => each * TIMES_USUAL)];
  return bounds.every((bound) => minor > bound);
}
