import { currencyExponent } from '../../core/values/currency.js';
import { type DecimalFault, FIXED_DECIMALS, FIXED_ONE, parseDecimal } from '../../core/values/decimal.js';
import { isRefusal, type FieldProblem } from '../../core/values/refusal.js';
import { parseAmount, parsePercent, type Percent } from '../../core/values/money.js';

/** More faults at once do not help, and a plan may have thousands. */
const PROBLEMS_MAX = 100;

/**
 * Parses the fields of a plan one by one and collects the faults, so that the owner sees all of them at once. A field
 * at fault becomes 0; check `problems` before using any value.
 */
export class PlanFields {
  readonly problems: FieldProblem[] = [];
  readonly #currency: string;

  constructor(currency: string) {
    this.#currency = currency;
    if (currencyExponent(currency) === undefined) {
      this.fault('currency', `"${currency}" is not a currency of ISO 4217`);
    }
  }

  fault(field: string, reason: string): void {
    if (this.problems.length < PROBLEMS_MAX) this.problems.push({ field, reason });
  }

  has(field: string): boolean {
    return this.problems.some((problem) => problem.field === field);
  }

  /** Minor units per major unit; 1 while the currency is unknown. */
  get factor(): bigint {
    return 10n ** BigInt(currencyExponent(this.#currency) ?? 0);
  }

  /** An amount of money that may be negative, in minor units. */
  signedAmount(field: string, text: string): bigint {
    if (currencyExponent(this.#currency) === undefined) return 0n;
    const minor = parseAmount(text, this.#currency);
    if (!isRefusal(minor)) return minor;
    this.fault(field, minor.detail);
    return 0n;
  }

  /** An amount of money that is not negative, in minor units. */
  amount(field: string, text: string): bigint {
    const minor = this.signedAmount(field, text);
    if (minor < 0n) this.fault(field, 'must not be negative');
    return minor;
  }

  /** A price or a quantity that is not negative, in units of 1e-12. */
  fixed(field: string, text: string): bigint {
    const value = parseDecimal(text, FIXED_DECIMALS);
    if (typeof value !== 'bigint') this.fault(field, describeFault(value));
    else if (value < 0n) this.fault(field, 'must not be negative');
    else return value;
    return 0n;
  }

  /** A quantity above 0, in units of 1e-12; 1 unit if at fault, since it is a divisor. */
  positive(field: string, text: string): bigint {
    const value = this.fixed(field, text);
    if (value > 0n) return value;
    if (!this.has(field)) this.fault(field, 'must be larger than 0');
    return FIXED_ONE;
  }

  percent(field: string, text: string): Percent {
    const percent = parsePercent(text);
    if (!isRefusal(percent)) return percent;
    this.fault(field, percent.detail);
    return 0n;
  }
}

function describeFault(fault: DecimalFault): string {
  switch (fault) {
    case 'malformed':
      return 'must be a decimal string, such as "0.25"';
    case 'too_many_decimals':
      return `has more than ${FIXED_DECIMALS} decimals`;
    case 'too_long':
      return 'has too many digits';
  }
}
