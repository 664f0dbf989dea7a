import {
  createCalendarLink,
  endCalendarLink,
  loadCalendarLink,
} from '../../../src/auth/keys/calendarLinks.js';
import { loadForecast } from '../../../src/forecast/loadForecast.js';
import { definePage, redirectTo } from '../../web/page.js';
import { forecastCsv } from './forecastCsv.js';
import { calendarMadePage, forecastPage } from './pages/ForecastPage.js';

const BASE = '/sites/{slug}/console/forecast';
const reading = { method: 'get', access: 'accounts.read', impersonation: 'open' } as const;

export const forecastPages = [
  definePage({
    ...reading,
    path: BASE,
    handle: async ({ context, session }) => {
      const [forecasts, link] = await Promise.all([
        loadForecast(context),
        session.impersonator === null ? loadCalendarLink(context.sql, session.user.id) : undefined,
      ]);
      return forecastPage({ session, forecasts, link });
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/csv`,
    handle: async ({ context, slug }) => forecastCsv(slug, await loadForecast(context)),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/calendar`,
    access: 'accounts.read',
    // The address is in the response itself: it must not be stored anywhere it could be read again, such as a cookie.
    handle: async ({ context, session, baseUrl }) => {
      const owner = { siteId: context.siteId, userId: session.user.id };
      const token = await createCalendarLink(context.sql, context, owner);
      return calendarMadePage(session, `${baseUrl}/calendar/${token}.ics`);
    },
  }),
  definePage({
    method: 'post',
    path: `${BASE}/calendar/revoke`,
    access: 'accounts.read',
    handle: async ({ context, session, slug }) => {
      await endCalendarLink(context.sql, context, { siteId: context.siteId, userId: session.user.id });
      return redirectTo(`/sites/${slug}/console/forecast`, 'Calendar address revoked.');
    },
  }),
];
