import { transact } from '../../core/transact.js';
import { newId } from '../../platform/ids.js';
import { validateEmailAddress } from '../../platform/mail/emailAddress.js';
import { StartupFailure } from '../../platform/processes/startupFailure.js';
import type { Sql } from '../../platform/sql/sql.js';
import { clearSecondFactor, setPassword } from '../../store/auth/credentials.js';
import { replaceRecoveryCodes } from '../../store/auth/recoveryCodes.js';
import { findOwner, insertUser } from '../../store/auth/users.js';
import { type AuditOrigin, insertAudit } from '../../store/core/audit.js';
import { findRootSite, findSite, insertSite, type Site } from '../../store/sites/sites.js';
import { hashPassword, newPassword } from '../login/passwords.js';

export interface FoundedSite {
  readonly site: Site;
  /** The Owner's login if it was just made; its password is shown only once. */
  readonly owner: { readonly email: string; readonly password: string } | null;
}

/** The site that runs the installation: found, or made with its Owner in a new database. Concurrent starts make one. */
export async function foundRootSite(
  sql: Sql,
  request: { readonly now: number; readonly email: string; readonly slug: string; readonly name: string },
): Promise<FoundedSite> {
  const known = await findRootSite(sql);
  if (known !== undefined) return { site: known, owner: null };
  const { now, slug, name } = request;
  const by = { now, actor: 'system/start' };
  const email = validateEmailAddress(request.email);
  if ('fault' in email) throw new StartupFailure(`The Owner's address "${request.email}" ${email.fault}.`);
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  const id = newId(now);
  const made = await transact(sql, async (transaction) => {
    const site = { id, slug, name, parentId: null, accountId: null };
    const connector = { connectorKind: 'forward-auth', connectorConfig: {} };
    if (!(await insertSite(transaction, { ...site, ...connector, externalId: null, createdAt: now })))
      return false;
    const user = {
      id: newId(now),
      siteId: id,
      email: email.address,
      canonicalEmail: email.canonical,
      name: 'Owner',
      group: 'Owner',
      passwordHash,
      createdAt: now,
    };
    await insertUser(transaction, user);
    const subject = `site/${id}`;
    await insertAudit(transaction, by, {
      siteId: id,
      action: 'site.found',
      subject,
      after: { slug, name },
    });
    return true;
  });
  if (!made) return foundRootSite(sql, request);
  const site = await findSite(sql, id);
  if (site === undefined) throw new Error('the site that was just made is not there');
  return { site, owner: { email: email.address, password } };
}

/**
 * Gives a site's Owner a new password and returns it; undefined when the site has no Owner. This needs access to the
 * machine, which permits everything: a second factor, which may be lost as well, is removed.
 */
export async function resetOwnerPassword(
  sql: Sql,
  by: AuditOrigin,
  siteId: string,
): Promise<{ email: string; password: string } | undefined> {
  const owner = await findOwner(sql, siteId);
  if (owner === undefined) return undefined;
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  await transact(sql, async (transaction) => {
    await setPassword(transaction, owner.id, passwordHash);
    const hadSecondFactor = await clearSecondFactor(transaction, owner.id);
    await replaceRecoveryCodes(transaction, owner.id, []);
    await insertAudit(transaction, by, {
      siteId,
      action: 'owner.password',
      subject: `user/${owner.id}`,
      after: { password: 'changed', ...(hadSecondFactor ? { secondFactor: false } : {}) },
    });
  });
  return { email: owner.email, password };
}
