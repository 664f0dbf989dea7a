import { z } from '@hono/zod-openapi';
import { formatAmount } from '../../../src/core/values/money.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { loadTimeline, loadUpcoming } from '../../../src/ledger/loadHistory.js';
import type { TimelineRow } from '../../../src/store/core/audit.js';
import { instantText, iso } from '../framework/responses.js';
import { CURSORS, pageResponse, pageOf, pageQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';

const happened = z.looseObject({ at: instantText, kind: z.string() }).openapi({
  description:
    '`entry`, `email`, `suspended`, `reactivated`, `settled`, or an action, such as `account.hold`.',
});

const upcomingShape = z.object({ at: instantText, what: z.string(), why: z.string() });

export const timelineRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/accounts/{id}/timeline',
    permission: 'accounts.read',
    summary: 'List past and upcoming events of an account',
    query: pageQuery(CURSORS.moment),
    response: pageResponse(happened).extend({ upcoming: z.array(upcomingShape) }),
    handle: async ({ context, id, query: { cursor, limit } }) => {
      const place = readPlace(cursor);
      const before = place === undefined ? {} : { before: place.at + 1 };
      const skipped = place?.shown ?? 0;
      const [timeline, upcoming] = await Promise.all([
        loadTimeline(context, id, { limit: skipped + limit + 1, ...before }),
        place === undefined ? loadUpcoming(context, id) : [],
      ]);
      if (isRefusal(timeline)) return timeline;
      if (isRefusal(upcoming)) return upcoming;
      const page = pageOf(timeline.past.slice(skipped), limit, (last) =>
        placeOf(timeline.past, last, skipped + limit),
      );
      return {
        data: page.data.map((row) => rowResponse(row, timeline.currency)),
        upcoming: upcoming.map(({ at, what, why }) => ({ at: iso(at), what, why })),
        next: page.next,
      };
    },
  }),
];

/** Several rows can have one instant, so a position is the instant and how many of its rows were shown. */
interface Place {
  readonly at: number;
  readonly shown: number;
}

function readPlace(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const [at = '', shown = ''] = cursor.split(':');
  return { at: Number(at), shown: Number(shown) };
}

function placeOf(rows: readonly TimelineRow[], last: TimelineRow, shown: number): string {
  const ofInstant = rows.slice(0, shown).filter((row) => row.at === last.at);
  return `${last.at}:${ofInstant.length}`;
}

/** The row's type replaces the entry's or the email's own `kind`. */
function rowResponse({ at, kind, detail }: TimelineRow, currency: string): object {
  const { kind: of, minor, ...rest } = detail;
  return {
    at: iso(at),
    kind,
    ...(typeof of === 'string' ? { [kind]: of } : {}),
    ...(typeof minor === 'string' ? { amount: formatAmount(BigInt(minor), currency) } : {}),
    ...rest,
  };
}
