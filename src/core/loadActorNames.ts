import { isId } from '../platform/ids.js';
import { nameActors } from '../store/core/auditLog.js';
import type { SiteContext } from './context.js';

/** The names of a log's actors (`user/<id>`, `key/<id>`) that are users of the caller's site; others have no name. */
export async function loadActorNames(
  { sql, siteId }: SiteContext,
  actors: readonly (string | null)[],
): Promise<Map<string, string>> {
  const distinct = [...new Set(actors.map((actor) => actor ?? ''))];
  const idsOf = (kind: string): string[] =>
    distinct
      .filter((actor) => actor.startsWith(kind))
      .map((actor) => actor.slice(kind.length))
      .filter(isId);
  return nameActors(sql, siteId, { users: idsOf('user/'), keys: idsOf('key/') });
}
