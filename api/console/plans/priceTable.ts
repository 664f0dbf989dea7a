import type { CompiledComponent } from '../../../src/billing/plans/component.js';
import { compilePlan } from '../../../src/billing/plans/plan.js';
import type { PlanTerms, UsageTerms } from '../../../src/billing/plans/terms.js';
import { costCurve, rateComponent } from '../../../src/billing/rating/rate.js';
import { parseQuantity, quantityToNumber } from '../../../src/core/values/quantity.js';
import { isRefusal } from '../../../src/core/values/refusal.js';

/** The cost of one plan component at some quantities, and the curve between them. */
export interface PriceTable {
  /** Null: it is called like its meter. */
  readonly name: string | null;
  readonly meter: string;
  readonly rows: readonly { readonly quantity: number; readonly minor: bigint }[];
  readonly cost: (quantity: number) => number;
  readonly most: number;
  readonly bounds: readonly number[];
}

/** The prices of every component of a valid plan; none for an invalid one. */
export function priceTables(terms: PlanTerms): PriceTable[] {
  const plan = compilePlan(terms);
  if (isRefusal(plan)) return [];
  return plan.usage.flatMap((component, index) => {
    const written = terms.usage[index];
    return written === undefined ? [] : [tableOf(component, written)];
  });
}

function tableOf(component: CompiledComponent, terms: UsageTerms): PriceTable {
  const per = numberOf(terms.per ?? '1');
  const { shown, bounds } = placesOf(terms, per);
  const rows = shown.flatMap((quantity) => {
    const exact = parseQuantity(quantity);
    return exact === undefined ? [] : [{ quantity, minor: rateComponent(component, exact) }];
  });
  const most = Math.max(...shown);
  return { name: terms.name ?? null, meter: component.meter, rows, cost: costCurve(component), most, bounds };
}

interface Places {
  readonly shown: readonly number[];
  /** Quantities at which the price changes. */
  readonly bounds: readonly number[];
}

/** The quantities to list: the ends of bands, the middles, and well above the last. */
function placesOf(terms: UsageTerms, per: number): Places {
  switch (terms.model) {
    case 'graduated':
    case 'volume': {
      const bounds = terms.bands.flatMap(({ upTo }) => (upTo === undefined ? [] : [numberOf(upTo) * per]));
      const last = bounds[bounds.length - 1];
      if (last === undefined) return { shown: [1, 10, 100, 1_000].map((units) => units * per), bounds };
      const middles = bounds.map((bound, index) => (bound + (bounds[index - 1] ?? 0)) / 2);
      const shown = [...middles, ...bounds, last * 1.5, last * 2, last * 4];
      return { shown: unique(shown).slice(0, 12), bounds };
    }
    case 'package': {
      const size = numberOf(terms.packageSize) * per;
      const free = numberOf(terms.freeUnits ?? '0') * per;
      const steps = Array.from({ length: 8 }, (_, index) => free + index * size);
      const shown = unique([free, free + size / 2, ...[1, 2, 3, 5, 8].map((count) => free + count * size)]);
      return { shown: shown.filter((quantity) => quantity > 0), bounds: steps };
    }
    case 'percentage':
      return { shown: [100, 1_000, 5_000, 10_000, 50_000].map((units) => units * per), bounds: [] };
  }
}

function unique(values: readonly number[]): number[] {
  return [...new Set(values)].sort((one, other) => one - other);
}

function numberOf(text: string): number {
  const quantity = parseQuantity(text);
  return quantity === undefined ? 0 : quantityToNumber(quantity);
}
