import { describe, expect, it } from 'vitest';
import { destinationAt, sectionsFor } from '../../api/web/navigation.js';
import { PAGES } from '../../api/web/pageTable.js';
import { EVERY_PERMISSION, type Permission } from '../../src/auth/groups/permissions.js';
import type { Session } from '../../src/auth/sessions/session.js';

const ROLES = [
  { role: 'an agency', hasAccount: false, hasChildren: true },
  { role: 'a new installation', hasAccount: false, hasChildren: false },
  { role: 'a client', hasAccount: true, hasChildren: false },
  { role: 'a reseller', hasAccount: true, hasChildren: true },
];

const sessionOf = (
  site: object,
  { permissions = EVERY_PERMISSION, impersonator = null as object | null } = {},
) => ({ site, permissions, impersonator }) as unknown as Session;
const labelsOf = (session: Session) => sectionsFor(session).map(({ label }) => label);
const endpoint = (path: string) =>
  PAGES.find((page) => page.method === 'get' && page.path === `/sites/{slug}/${path}`);

describe.each(ROLES)('the navigation of $role', (site) => {
  const sections = sectionsFor(sessionOf(site));
  const destinations = sections.flatMap(({ pages }) => pages);

  it('has at most seven items, each with pages', () => {
    expect(sections.length).toBeLessThanOrEqual(7);
    expect(sections.every(({ pages }) => pages.length > 0)).toBe(true);
  });

  it.each(destinations)('leads to a page that needs what the item needs: $path', ({ path, needs, isOwn }) => {
    const page = endpoint(path);
    expect(page?.access).toBe(needs ?? 'session');
    expect(page?.impersonation).toBe(isOwn === true ? undefined : 'open');
  });

  it.each(destinations)('marks the item of a page and of what is below it: $path', (page) => {
    for (const path of [
      page.path,
      ...(page.path === '' ? [] : [`${page.path}/01a3c5e7`.replace('//', '/')]),
    ]) {
      if (path === page.path || endpoint(path) === undefined)
        expect(destinationAt(sections, page.path)?.page).toBe(page);
    }
  });

  it('offers an impersonator and a user nothing that would be refused', () => {
    const impersonator = sectionsFor(sessionOf(site, { impersonator: {} })).flatMap(({ pages }) => pages);
    expect(impersonator.map(({ path }) => path)).not.toContain('api-keys');
    const permissions = new Set<Permission>(['accounts.read']);
    for (const { pages } of sectionsFor(sessionOf(site, { permissions }))) {
      for (const { needs } of pages) expect(needs ?? 'accounts.read').toBe('accounts.read');
    }
  });
});

it('an agency and a client find their work under these items', () => {
  const [agency, , client] = ROLES.map((site) => labelsOf(sessionOf(site)));
  expect(agency).toEqual(['Home', 'Clients', 'Payments', 'Plans', 'Usage', 'Emails', 'Settings']);
  expect(client).toEqual(['Overview', 'Documents', 'Entries', 'Pay', 'Preferences', 'Team']);
});

it('a page belongs to the item with the longest address', () => {
  const sections = sectionsFor(sessionOf(ROLES[0] ?? {}));
  const labelAt = (path: string) => destinationAt(sections, path)?.page.label;
  expect(labelAt('console/settings/payments/stripe')).toBe('Ways to pay');
  expect(labelAt('console/settings/logo')).toBe('Your business');
  expect(labelAt('console/accounts/new')).toBe('Accounts');
  expect(labelAt('console/import/1')).toBe('Accounts');
  expect(labelAt('console/bankruptcies')).toBeUndefined();
  expect(labelAt('sessions')).toBeUndefined();
});
