import type { SessionFound } from '../../store/auth/sessions.js';
import { permissionsOfGroup } from '../groups/groups.js';
import type { Impersonator, Visitor } from './visitor.js';

/** Who a good session is, with what they may do. */
export function visitorOf(found: SessionFound): Visitor {
  const { person, viewedAs, site, handle } = found;
  const { id, email, name, group } = viewedAs ?? person;
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
    actor: `user/${person.id}`,
    ...(viewedAs !== null && { actedAs: `user/${viewedAs.id}` }),
  };
}

function impersonatorOf({ impersonationId, person, site, endsAt }: SessionFound): Impersonator | null {
  if (impersonationId === null) return null;
  const { id, email, name } = person;
  return { id, email, name, site: site.parentSlug ?? '', impersonationId, endsAt };
}
