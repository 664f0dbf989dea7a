import { measureProjections } from '../projection.js';
import { atLeast, type Row } from '../row.js';

/** Accounts rated and projected, pure, on one core. */
export function measurePure(seconds: number): Row[] {
  const { perSecond } = measureProjections(Math.min(seconds, 3));
  const note = 'three meters, 400 days ahead; by processor time';
  return [atLeast('accounts rated and projected/s, one core', perSecond, 5_000, note)];
}
