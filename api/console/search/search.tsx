import { z } from '@hono/zod-openapi';
import { type SearchPart, searchTenant } from '../../../src/accounts/searchTenant.js';
import { sectionsFor } from '../../web/navigation.js';
import { definePage } from '../../web/page.js';
import { searchPage } from './SearchPage.js';

const SHOWN = 10;

export const searchPages = [
  definePage({
    method: 'get',
    path: '/sites/{slug}/console/search',
    access: 'session',
    impersonation: 'open',
    query: z.strictObject({ q: z.string().trim().max(100).optional() }),
    handle: async ({ context, session, query: { q = '' } }) => {
      const may = (part: SearchPart, needs: Parameters<typeof session.permissions.has>[0]): SearchPart[] =>
        session.permissions.has(needs) ? [part] : [];
      const parts = new Set([
        ...may('accounts', 'accounts.read'),
        ...may('sites', 'sites.read'),
        ...may('documents', 'entries.read'),
      ]);
      const found =
        q === ''
          ? { accounts: [], sites: [], documents: [] }
          : await searchTenant(context, q, parts, SHOWN + 1);
      const words = q.toLowerCase();
      const pages = sectionsFor(session)
        .flatMap((section) => section.pages)
        .filter(({ label }) => words !== '' && label.toLowerCase().includes(words));
      return searchPage({ session, q, found, pages, shown: SHOWN });
    },
  }),
];
