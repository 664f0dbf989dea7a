/** A plan as the owner writes it: the form of requests, of the store and of the worked cases. */

/** When a recurring amount is posted: at the period's start, or accrued by elapsed time and posted at its end. */
export type Timing = 'advance' | 'arrears';

export interface RecurringTerms {
  readonly id: string;
  readonly name?: string | undefined;
  /** Major units, per whole period. */
  readonly amount: string;
  readonly timing: Timing;
}

export interface BandTerms {
  /** Major units for each `per` units of the meter, up to 12 decimals. */
  readonly unitPrice: string;
  /** The last quantity of the band, inclusive, counted in `per`; the last band has none. */
  readonly upTo?: string | undefined;
  /** Major units, up to 12 decimals, due once any of the quantity is in the band. */
  readonly fee?: string | undefined;
}

interface ComponentTerms {
  readonly id: string;
  readonly meter: string;
  readonly name?: string | undefined;
  /** Prices and bands count the meter in this many units; "1" when left out. */
  readonly per?: string | undefined;
}

export interface BandedTerms extends ComponentTerms {
  readonly model: 'graduated' | 'volume';
  readonly bands: readonly BandTerms[];
}

export interface PackageTerms extends ComponentTerms {
  readonly model: 'package';
  readonly packageSize: string;
  readonly packagePrice: string;
  readonly freeUnits?: string | undefined;
}

export interface PercentageTerms extends ComponentTerms {
  readonly model: 'percentage';
  readonly percent: string;
}

export type UsageTerms = BandedTerms | PackageTerms | PercentageTerms;

/** One version of a plan as the owner wrote it, amounts as decimal strings in major units. */
export interface PlanTerms {
  readonly name?: string | undefined;
  readonly currency: string;
  readonly startupCharge?: string | undefined;
  readonly recurring: readonly RecurringTerms[];
  readonly usage: readonly UsageTerms[];
  readonly minimum?: string | undefined;
  readonly maximum?: string | undefined;
  readonly creditLimit?: string | undefined;
  /** An introductory plan turns into the plan `replaceWith` after this many days. */
  readonly replaceAfterDays?: number | undefined;
  readonly replaceWith?: string | undefined;
}
