import { expect, it } from 'vitest';
import { formatPlan } from '../../api/console/plans/formatPlan.js';
import { draftOf, termsOf } from '../../api/console/plans/planDraft.js';

it.each([
  ['JPY', '180', 'GB 180 a GB'],
  ['EUR', '0.1', 'GB 0.10 a GB'],
  ['EUR', '0.0125', 'GB 0.0125 a GB'],
  ['KWD', '0.1', 'GB 0.100 a GB'],
])('a plan in %s shows a price of %s with the decimals of its currency', (currency, unitPrice, words) => {
  const meters = [{ name: 'traffic', title: 'GB', unit: 'GB' }] as Parameters<typeof formatPlan>[1];
  const usage = { id: 'u', meter: 'traffic', model: 'graduated' as const, bands: [{ unitPrice }] };
  const terms = { recurring: [], usage: [usage] } as unknown as Parameters<typeof formatPlan>[0];
  expect(formatPlan(terms, meters, currency)).toBe(words);
});

it.each([
  [undefined, 'Bandwidth'],
  ['Traffic', 'Traffic'],
])('a metered line that is called %s is called %s in the next version', (name, next) => {
  const meters = [{ name: 'bandwidth', title: 'Bandwidth', unit: 'bytes' }];
  const usage = { id: 'bw', meter: 'bandwidth', model: 'graduated' as const, bands: [{ unitPrice: '1' }] };
  const terms = { currency: 'EUR', recurring: [], usage: [name === undefined ? usage : { ...usage, name }] };
  const draft = draftOf(terms, { bandwidth: 'bytes' });
  expect(termsOf(draft, meters).usage).toMatchObject([{ id: 'bw', name: next }]);
});
