import { measureProjections } from '../projection.js';
import { atLeast, type Row } from '../row.js';

/** Accounts rated and projected, pure, on one core. */
export function* measurePure(seconds: number): Generator<Row> {
  const { perSecond, withRange, floor } = measureProjections(Math.min(seconds, 3));
  const note =
    'three meters with learned hours, 400 days ahead; by processor time; floor: bare loops over their days';
  yield { ...atLeast('accounts rated and projected/s, one core', perSecond, 5_000, note), floor };
  yield { ...atLeast('accounts projected with the range/s, one core', withRange, 5_000, note), floor };
}
