import { expect, it } from 'vitest';
import { addSpans, describeOverlaps } from '../../cli/collect/files/otherLogs.js';

const AT = Date.UTC(2026, 10, 30);

it.each(['shop', 'constructor'])(
  'warns of a site that another log was counted for, also where it is called %s',
  (site) => {
    const tally = { site, bucketAt: AT } as Parameters<typeof addSpans>[1][number];
    const spans = addSpans({}, [tally]);
    const own = { source: 'b', path: '/b.log' };
    const others = (known: typeof spans) => [{ source: 'a', path: '/a.log', spans: known }];
    expect(describeOverlaps(own, [tally], others(spans))).toHaveLength(1);
    expect(describeOverlaps(own, [tally], others({}))).toEqual([]);
  },
);
