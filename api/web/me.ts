import { DATA_HEADERS } from '../http/problem.js';
import { definePage } from './page.js';

export const mePages = [
  definePage({
    method: 'get',
    path: '/sites/{slug}/me',
    access: 'session',
    impersonation: 'open',
    handle: ({ session: { user, site, impersonator }, http }) => {
      const { email, name, group } = user;
      const who = impersonator === null ? null : { email: impersonator.email, site: impersonator.site };
      const body = { user: { email, name, group }, site: { slug: site.slug }, impersonator: who };
      return Promise.resolve(http.json(body, 200, { ...DATA_HEADERS, vary: 'Cookie' }));
    },
  }),
];
