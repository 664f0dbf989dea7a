import {
  type BandDraft,
  MODELS,
  type Model,
  type PlanDraft,
  type RecurringDraft,
  type UsageDraft,
} from './planDraft.js';

type Fields = Readonly<Record<string, string>>;

const LINES_MAX = 50;
const BANDS_MAX = 100;

/** Reads the designer's form, with fields such as `usage[0].bands[1].upTo`; ignores unknown fields. */
export function readPlanDraft(fields: Fields): PlanDraft {
  const text = (name: string): string => fields[name] ?? '';
  return {
    name: text('name'),
    currency: text('currency'),
    startupCharge: text('startupCharge'),
    recurring: items(fields, 'recurring', LINES_MAX).map((path) => recurringAt(text, path)),
    usage: items(fields, 'usage', LINES_MAX).map((path) => usageAt(fields, text, path)),
    minimum: text('minimum'),
    maximum: text('maximum'),
    creditLimit: text('creditLimit'),
    replaceAfterDays: text('replaceAfterDays'),
    replaceWith: text('replaceWith'),
    sample: sampleIn(fields),
  };
}

/** The paths of a list's items, from the first up to the first gap. */
function items(fields: Fields, list: string, max: number): string[] {
  const starts = new Set(
    Object.keys(fields).map((name) => name.slice(0, name.indexOf(']', list.length) + 1)),
  );
  const paths: string[] = [];
  while (paths.length < max && starts.has(`${list}[${paths.length}]`)) paths.push(`${list}[${paths.length}]`);
  return paths;
}

type Text = (name: string) => string;

function recurringAt(text: Text, path: string): RecurringDraft {
  return {
    id: text(`${path}.id`),
    name: text(`${path}.name`),
    amount: text(`${path}.amount`),
    timing: text(`${path}.timing`),
  };
}

function usageAt(fields: Fields, text: Text, path: string): UsageDraft {
  const at = (name: string): string => text(`${path}.${name}`);
  const model = MODELS.find((each) => each === at('model')) ?? ('graduated' satisfies Model);
  return {
    id: at('id'),
    name: at('name'),
    meter: at('meter'),
    model,
    per: at('per'),
    bands: items(fields, `${path}.bands`, BANDS_MAX).map((band) => bandAt(text, band)),
    packageSize: at('packageSize'),
    packagePrice: at('packagePrice'),
    freeUnits: at('freeUnits'),
    percent: at('percent'),
  };
}

function bandAt(text: Text, path: string): BandDraft {
  return { unitPrice: text(`${path}.unitPrice`), upTo: text(`${path}.upTo`), fee: text(`${path}.fee`) };
}

function sampleIn(fields: Fields): Record<string, string> {
  const samples = Object.entries(fields).filter(([name]) => name.startsWith('sample.'));
  return Object.fromEntries(samples.map(([name, value]) => [name.slice('sample.'.length), value]));
}
