import type { SessionFound } from '../../store/auth/sessions.js';
import { permissionsOfGroup } from '../groups/groups.js';
import type { Impersonator, Session } from './session.js';

/** The user of a valid session, with their permissions. */
export function sessionOf(found: SessionFound): Session {
  const { user, viewedAs, site, handle } = found;
  const { id, email, name, group } = viewedAs ?? user;
  const custom =
    found.groupPermissions === null ? [] : [{ name: group, permissions: found.groupPermissions }];
  return {
    handle,
    site: {
      id: site.id,
      slug: site.slug,
      name: site.name,
      parentId: site.parentId,
      hasAccount: site.hasAccount,
      hasChildren: site.hasChildren,
    },
    user: { id, email, name, group },
    permissions: permissionsOfGroup(group, custom),
    impersonator: impersonatorOf(found),
    actor: `user/${user.id}`,
    ...(viewedAs !== null && { actedAs: `user/${viewedAs.id}` }),
  };
}

function impersonatorOf({ impersonationId, user, site, endsAt }: SessionFound): Impersonator | null {
  if (impersonationId === null) return null;
  const { id, email, name } = user;
  return { id, email, name, site: site.parentSlug ?? '', impersonationId, endsAt };
}
