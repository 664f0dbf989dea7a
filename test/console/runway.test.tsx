import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatRelativeTime } from '../../api/console/accounts/list/format.js';
import { formatDaysLeft } from '../../api/console/accounts/list/RunwayPill.js';

const DAY_MS = 86_400_000;

it('shows the same limit date as the runway beside it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2 * DAY_MS, max: 500 * DAY_MS }), (ms) => {
      expect(formatRelativeTime(ms, 0)).toBe(`in ${formatDaysLeft(Math.floor(ms / DAY_MS))}`);
    }),
  );
});
