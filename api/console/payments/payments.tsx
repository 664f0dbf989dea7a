import { z } from '@hono/zod-openapi';
import type { Instant } from '../../../src/core/values/zone.js';
import { addDays, endOfDay, localDateOf, startOfDay } from '../../../src/core/values/zone.js';
import { loadPaymentList, loadPaymentRows } from '../../../src/payments/loadPaymentList.js';
import type { PaymentFilter } from '../../../src/store/payments/paymentList.js';
import { localDate } from '../../v1/framework/fields.js';
import { definePage } from '../../web/page.js';
import { type PaymentsQuery, paymentsPage } from './pages/PaymentsPage.js';
import { paymentsCsv } from './paymentsCsv.js';

const BASE = '/sites/{slug}/console/payments';
const SHOWN = 50;
const DAYS = 31;

const reading = { method: 'get', access: 'entries.read', impersonation: 'open' } as const;
const date = z.union([z.literal(''), localDate]).optional();
const query = z.strictObject({
  show: z.enum(['all', 'payments', 'refunds', 'reversals', 'disputes']).optional(),
  from: date,
  to: date,
  q: z.string().trim().max(100).optional(),
  before: z.uuid().optional(),
});

export const paymentPages = [
  definePage({
    ...reading,
    path: BASE,
    query,
    handle: async ({ context, session, query, now }) => {
      const asked = withDays(query, now);
      const page = { before: query.before, limit: SHOWN + 1 };
      const { payments, sums } = await loadPaymentList(context, filterOf(asked), page);
      const more = payments.length > SHOWN ? payments[SHOWN - 1]?.id : undefined;
      return paymentsPage({ session, query: asked, payments: payments.slice(0, SHOWN), sums, more });
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/csv`,
    query,
    handle: ({ context, query, slug, now }) => {
      const filter = filterOf(withDays(query, now));
      return Promise.resolve(paymentsCsv(slug, (page) => loadPaymentRows(context, filter, page)));
    },
  }),
];

/** The last 31 days, by UTC, unless others are asked for. */
function withDays(query: PaymentsQuery, now: Instant): PaymentsQuery & { from: string; to: string } {
  const today = localDateOf(now, 'UTC');
  const to = query.to === undefined || query.to === '' ? today : query.to;
  const from = query.from === undefined || query.from === '' ? addDays(to, 1 - DAYS) : query.from;
  return { ...query, from, to };
}

function filterOf({ show = 'all', from, to, q = '' }: ReturnType<typeof withDays>): PaymentFilter {
  return {
    show,
    from: startOfDay(from, 'UTC'),
    to: endOfDay(to, 'UTC'),
    ...(q === '' ? {} : { text: q }),
  };
}
