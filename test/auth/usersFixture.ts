import { permissionsOfGroup } from '../../src/auth/groups/groups.js';
import { EVERY_PERMISSION, type Permission } from '../../src/auth/groups/permissions.js';
import { inviteUser } from '../../src/auth/users/inviteUser.js';
import type { Manager, UserContext } from '../../src/auth/users/manager.js';
import { createSite } from '../../src/sites/manageSites.js';
import type { User } from '../../src/store/auth/users.js';
import { sealedAt } from '../../src/store/operations/sealed.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

export const START = Date.parse('2026-03-01T09:00:00Z');
export const HOUR_MS = 3_600_000;
export const PASSWORD = 'violet-kettle-harbour';

/** An agency's site with one child, and what deals with the child's people. */
export interface UsersFixture {
  readonly fixture: Fixture;
  readonly childId: string;
  readonly slug: string;
  /** The child's people, so long after the start. */
  at(afterMs?: number, siteId?: string): UserContext;
  /** Who acts in a group of the child, by default with what the group allows. */
  as(group: string | null, more?: Partial<Manager>): Manager;
  /** Who acts from the parent site. */
  parent(more?: Partial<Manager>): Manager;
  /** Adds a user who can log in at once. */
  add(email: string, group: string): Promise<User>;
  /** What stands in the link of the last email to an address. */
  tokenFor(email: string): Promise<string>;
  rows<Row extends object>(
    query: (sql: Fixture['database']['sql']) => PromiseLike<readonly Row[]>,
  ): Promise<Row[]>;
}

export async function createUsersFixture(): Promise<UsersFixture> {
  const fixture = await createFixture();
  const { sql } = fixture.database;
  const slug = 'fenwick';
  const owner = { name: 'Flora Fenwick', email: 'flora@fenwick.example' };
  const input = { slug, name: 'Fenwick', hostnames: [], owner };
  const childId = granted(await createSite(fixture.at(START), input)).id;
  const at: UsersFixture['at'] = (afterMs = 0, siteId = childId) => ({
    ...fixture.at(START + afterMs),
    siteId,
    baseUrl: 'https://tab.example',
  });
  const as: UsersFixture['as'] = (group, more = {}) => {
    const permissions = group === null ? EVERY_PERMISSION : permissionsOfGroup(group, []);
    return { siteId: childId, group, permissions, userId: null, isParent: false, ...more };
  };
  const parent: UsersFixture['parent'] = (more = {}) => ({
    siteId: fixture.siteId,
    group: null,
    permissions: EVERY_PERMISSION,
    userId: null,
    isParent: true,
    ...more,
  });
  return {
    fixture,
    childId,
    slug,
    at,
    as,
    parent,
    add: async (email, group) =>
      granted(await inviteUser(at(), as(null), { email, name: email, group, password: PASSWORD })),
    tokenFor: async (email) => {
      const [row] = await sql<{ id: string; sealedLink: string }[]>`
        select id, sealed_link from emails where recipient_address = ${email} and sealed_link is not null order by xmin::text::bigint desc limit 1`;
      const link = fixture.secrets.open(row?.sealedLink ?? '', sealedAt('link in an email', row?.id ?? ''));
      return link.slice(`https://tab.example/sites/${slug}/link/`.length);
    },
    rows: async (query) => [...(await query(sql))],
  };
}

export function only(...permissions: Permission[]): ReadonlySet<Permission> {
  return new Set(permissions);
}
