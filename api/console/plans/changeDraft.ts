import { emptyUsage, MODELS, type PlanDraft, type Units } from './planDraft.js';

/** Applies a designer button to the form: adds or removes a row. */
export function changeDraft(
  draft: PlanDraft,
  act: string,
  meters: readonly string[],
  units: Units,
): PlanDraft {
  const [verb = '', what = '', ...places] = act.split(' ');
  const [first = -1, second = -1] = places.map(Number);
  switch (`${verb} ${what}`) {
    case 'add recurring':
      return {
        ...draft,
        recurring: [...draft.recurring, { id: '', name: '', amount: '', timing: 'advance' }],
      };
    case 'remove recurring':
      return { ...draft, recurring: without(draft.recurring, first) };
    case 'add usage': {
      const model = MODELS.find((each) => each === places[0]) ?? 'graduated';
      const meter =
        meters.find((name) => draft.usage.every((usage) => usage.meter !== name)) ?? meters[0] ?? '';
      return { ...draft, usage: [...draft.usage, emptyUsage(model, meter, units[meter] ?? '')] };
    }
    case 'remove usage':
      return { ...draft, usage: without(draft.usage, first) };
    case 'add band':
      return withBands(draft, first, (bands) => [...bands, { unitPrice: '', upTo: '', fee: '' }]);
    case 'remove band':
      return withBands(draft, first, (bands) => without(bands, second));
    default:
      return draft;
  }
}

type Bands = PlanDraft['usage'][number]['bands'];

function withBands(draft: PlanDraft, index: number, change: (bands: Bands) => Bands): PlanDraft {
  const usage = draft.usage.map((each, at) => (at === index ? { ...each, bands: change(each.bands) } : each));
  return { ...draft, usage };
}

function without<Item>(list: readonly Item[], index: number): Item[] {
  return list.filter((_, at) => at !== index);
}

/** The place on the page that shows the change. */
export function draftPlaceOf(act: string): string {
  const [verb, what, index] = act.split(' ');
  if (what === 'band') return `#usage-${index ?? ''}`;
  return verb === 'add' || verb === 'remove' ? `#${what ?? ''}` : '#preview';
}
