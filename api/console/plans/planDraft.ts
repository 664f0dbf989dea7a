import type { PlanTerms, UsageTerms } from '../../../src/billing/plans/terms.js';
import { readWhole } from '../../../src/platform/wholeNumber.js';
import { quantityIn, quantityOut } from './units.js';

export const MODELS = ['graduated', 'volume', 'package', 'percentage'] as const;
export type Model = (typeof MODELS)[number];

/** A plan as typed in the designer's form, possibly incomplete. */
export interface PlanDraft {
  name: string;
  currency: string;
  startupCharge: string;
  recurring: RecurringDraft[];
  usage: UsageDraft[];
  minimum: string;
  maximum: string;
  creditLimit: string;
  replaceAfterDays: string;
  replaceWith: string;
  /** The sample quantities of the bill, by meter. */
  sample: Record<string, string>;
}

export interface RecurringDraft {
  /** The id of a line of an earlier version; a new line's id is made from its name. */
  id: string;
  name: string;
  amount: string;
  timing: string;
}

export interface BandDraft {
  unitPrice: string;
  upTo: string;
  fee: string;
}

export interface UsageDraft {
  id: string;
  name: string;
  meter: string;
  model: Model;
  per: string;
  bands: BandDraft[];
  packageSize: string;
  packagePrice: string;
  freeUnits: string;
  percent: string;
}

/** A meter that a plan can price. */
export interface MeterChoice {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
}

export function emptyPlanDraft(currency: string): PlanDraft {
  return {
    name: '',
    currency,
    startupCharge: '',
    recurring: [{ id: '', name: '', amount: '', timing: 'advance' }],
    usage: [],
    minimum: '',
    maximum: '',
    creditLimit: '',
    replaceAfterDays: '',
    replaceWith: '',
    sample: {},
  };
}

export function emptyUsage(model: Model, meter: string, unit: string): UsageDraft {
  const per = unit === 'bytes' ? '1 GB' : '1';
  const bands = [{ unitPrice: '', upTo: '', fee: '' }];
  const rest = { packageSize: '', packagePrice: '', freeUnits: '', percent: '' };
  return { id: '', name: '', meter, model, per, bands, ...rest };
}

/** The units of the meters, by name. */
export type Units = Readonly<Record<string, string>>;

/** A plan version as form values. */
export function draftOf(terms: PlanTerms, units: Units): PlanDraft {
  return {
    name: terms.name ?? '',
    currency: terms.currency,
    startupCharge: terms.startupCharge ?? '',
    recurring: terms.recurring.map(({ id, name, amount, timing }) => ({
      id,
      name: name ?? id,
      amount,
      timing,
    })),
    usage: terms.usage.map((usage) => usageDraftOf(usage, units)),
    minimum: terms.minimum ?? '',
    maximum: terms.maximum ?? '',
    creditLimit: terms.creditLimit ?? '',
    replaceAfterDays: terms.replaceAfterDays === undefined ? '' : String(terms.replaceAfterDays),
    replaceWith: terms.replaceWith ?? '',
    sample: {},
  };
}

function usageDraftOf(terms: UsageTerms, units: Units): UsageDraft {
  const { id, meter, name, model } = terms;
  const unit = units[meter] ?? '';
  const draft = {
    ...emptyUsage(model, meter, unit),
    id,
    name: name ?? '',
    per: quantityOut(terms.per ?? '1', unit),
  };
  switch (terms.model) {
    case 'graduated':
    case 'volume':
      return {
        ...draft,
        bands: terms.bands.map(({ unitPrice, upTo, fee }) => ({
          unitPrice,
          upTo: upTo ?? '',
          fee: fee ?? '',
        })),
      };
    case 'package':
      return {
        ...draft,
        packageSize: terms.packageSize,
        packagePrice: terms.packagePrice,
        freeUnits: terms.freeUnits ?? '',
      };
    case 'percentage':
      return { ...draft, percent: terms.percent };
  }
}

/**
 * The form as a plan: without empty fields, and with ids for new lines made from their names. A metered line without a
 * name is called like its meter.
 */
export function termsOf(draft: PlanDraft, meters: readonly MeterChoice[]): PlanTerms {
  const ids = new Set([...draft.recurring, ...draft.usage].map(({ id }) => id).filter((id) => id !== ''));
  const { name, startupCharge, minimum, maximum, creditLimit, replaceAfterDays, replaceWith } = draft;
  return {
    ...optional({ name }),
    currency: draft.currency.trim().toUpperCase(),
    ...optional({ startupCharge }),
    recurring: draft.recurring.map((line) => ({
      id: line.id === '' ? newLineId(line.name, 'amount', ids) : line.id,
      ...optional({ name: line.name }),
      amount: line.amount.trim(),
      timing: line.timing === 'arrears' ? 'arrears' : 'advance',
    })),
    usage: draft.usage.map((usage) => {
      const title = meters.find(({ name: meter }) => meter === usage.meter)?.title ?? '';
      return usageTermsOf(usage.name.trim() === '' ? { ...usage, name: title } : usage, ids);
    }),
    ...optional({ minimum, maximum, creditLimit }),
    ...(replaceAfterDays.trim() === '' ? {} : { replaceAfterDays: readWhole(replaceAfterDays) }),
    ...optional({ replaceWith }),
  };
}

function usageTermsOf(draft: UsageDraft, ids: Set<string>): UsageTerms {
  const { meter, name, model } = draft;
  const id = draft.id === '' ? newLineId(name === '' ? meter : name, meter, ids) : draft.id;
  const per = quantityIn(draft.per);
  const common = { id, meter, ...optional({ name }), ...(per === '' || per === '1' ? {} : { per }) };
  switch (model) {
    case 'graduated':
    case 'volume': {
      const bands = draft.bands.map(({ unitPrice, upTo, fee }) => ({
        unitPrice: unitPrice.trim(),
        ...optional({ upTo, fee }),
      }));
      return { ...common, model, bands };
    }
    case 'package': {
      const { packageSize, packagePrice, freeUnits } = draft;
      const sizes = { packageSize: packageSize.trim(), packagePrice: packagePrice.trim() };
      return { ...common, model, ...sizes, ...optional({ freeUnits }) };
    }
    case 'percentage':
      return { ...common, model, percent: draft.percent.trim() };
  }
}

/** The texts that are not empty. */
function optional<Names extends string>(
  texts: Readonly<Record<Names, string>>,
): Partial<Record<Names, string>> {
  const said = Object.entries<string>(texts)
    .map(([name, text]) => [name, text.trim()])
    .filter(([, text]) => text !== '');
  return Object.fromEntries(said) as Partial<Record<Names, string>>;
}

/** A line's id from its name: "Care & backups" becomes `care-backups`. */
function newLineId(name: string, fallback: string, taken: Set<string>): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  const base = plain === '' || plain === 'minimum' || plain === 'maximum' ? fallback : plain;
  let id = base;
  for (let number = 2; taken.has(id); number += 1) id = `${base}-${number}`;
  taken.add(id);
  return id;
}
