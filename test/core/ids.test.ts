import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newId } from '../../src/platform/ids.js';

it('ids of one instant keep their order, whatever other instants come between', () => {
  const instants = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 60 });
  let base = 1_000_000;
  fc.assert(
    fc.property(instants, (offsets) => {
      base += 10;
      const ids = offsets.map((offset) => newId(base + offset));
      for (const now of new Set(offsets)) {
        const ofInstant = ids.filter((_, place) => offsets[place] === now);
        expect([...ofInstant].sort()).toEqual(ofInstant);
      }
    }),
  );
});
