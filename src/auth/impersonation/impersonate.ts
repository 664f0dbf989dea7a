import { randomInt, timingSafeEqual } from 'node:crypto';
import { transact } from '../../core/transact.js';
import { type Refusal, refuse } from '../../core/values/refusal.js';
import type { Instant } from '../../core/values/zone.js';
import { queueUserEmail } from '../../emails/queueEmail.js';
import { newId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';
import {
  type ImpersonationListed,
  insertImpersonation,
  listImpersonations,
} from '../../store/auth/impersonations.js';
import {
  type Login,
  type LoginUser,
  hasImpersonationCode,
  updateImpersonationCode,
} from '../../store/auth/logins.js';
import { insertAudit } from '../../store/core/audit.js';
import type { AuthContext } from '../context.js';
import { digestOfSecret } from '../digest.js';
import { LIFETIMES } from '../sessions/lifetimes.js';
import type { Session } from '../sessions/session.js';

/** An impersonation that is about to start. */
export interface PreparedImpersonation {
  readonly id: string;
  readonly site: Login['site'] & { readonly parentId: string };
  readonly impersonator: LoginUser;
  readonly viewedAs: NonNullable<Login['viewedAs']>;
  readonly endsAt: Instant;
}

export function prepareImpersonation(
  { now }: Pick<AuthContext, 'now'>,
  login: Login,
  impersonator: LoginUser,
): PreparedImpersonation {
  const { site, viewedAs } = login;
  const { parentId } = site;
  if (parentId === null || viewedAs === null) throw new Error(`nobody can impersonate in site ${site.id}`);
  const endsAt = now + LIFETIMES.impersonation.endMs;
  return { id: newId(now), site: { ...site, parentId }, impersonator, viewedAs, endsAt };
}

/** Logs the start of an impersonation on both sites and queues the email to its Owner, in the session's transaction. */
export async function startImpersonation(
  transaction: Queryable,
  context: AuthContext,
  impersonation: PreparedImpersonation,
  address: string,
): Promise<void> {
  const { id, site, impersonator, viewedAs, endsAt } = impersonation;
  const { now, requestId, baseUrl } = context;
  await insertImpersonation(transaction, {
    id,
    siteId: site.id,
    parentId: site.parentId,
    impersonatorId: impersonator.id,
    viewedAs: viewedAs.id,
    credentialsVersion: impersonator.credentialsVersion,
    address,
    startedAt: now,
    endsAt,
  });
  const by = {
    now,
    actor: `user/${impersonator.id}`,
    actedAs: `user/${viewedAs.id}`,
    ...(requestId !== undefined && { requestId }),
  };
  const row = { action: 'impersonation.start', subject: `impersonation/${id}`, after: { site: site.slug } };
  await insertAudit(transaction, by, { ...row, siteId: site.id });
  await insertAudit(transaction, by, { ...row, siteId: site.parentId });
  await queueUserEmail(transaction, context, {
    key: `impersonation/${id}`,
    siteId: site.id,
    recipient: { name: viewedAs.name, address: viewedAs.email },
    message: {
      kind: 'impersonation',
      who: `${impersonator.name} <${impersonator.email}>`,
      from: site.parentName ?? '',
      startedAt: now,
      endsAt,
      logUrl: `${baseUrl}/sites/${site.slug}/impersonations`,
    },
  });
}

/** Impersonations of a site's Owner, newest first: when, how long, and what they did. */
export async function loadImpersonations(
  { sql, now }: Pick<AuthContext, 'sql' | 'now'>,
  siteId: string,
  page: { readonly before?: string | undefined; readonly limit: number },
): Promise<ImpersonationListed[]> {
  return listImpersonations(sql, { siteId, ...page, now, idleMs: LIFETIMES.impersonation.idleMs });
}

/** Without letters and figures that look alike. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 12;

/**
 * Requires a code of impersonators from now on and returns it, once; or (off) removes the requirement. For the site's
 * Owner in person.
 */
export async function setImpersonationCode(
  context: Pick<AuthContext, 'sql' | 'now' | 'requestId'>,
  session: Session,
  on: boolean,
): Promise<{ readonly code: string | null } | Refusal> {
  const { site, user, impersonator } = session;
  if (impersonator !== null || user.group !== 'Owner') {
    return refuse('forbidden', 'Only the Owner of the site can change this, not an impersonator.');
  }
  const code = on ? newCode() : null;
  const { now, requestId } = context;
  const by = { now, actor: session.actor, ...(requestId !== undefined && { requestId }) };
  await transact(context.sql, async (transaction) => {
    const before = { required: await hasImpersonationCode(transaction, site.id) };
    await updateImpersonationCode(transaction, site.id, code === null ? null : digestOfCode(code));
    const row = { action: 'impersonation.code', subject: `site/${site.id}`, before, after: { required: on } };
    await insertAudit(transaction, by, { ...row, siteId: site.id });
  });
  return { code };
}

/** Whether impersonators must enter a code. */
export async function requiresImpersonationCode(
  { sql }: Pick<AuthContext, 'sql'>,
  siteId: string,
): Promise<boolean> {
  return hasImpersonationCode(sql, siteId);
}

function newCode(): string {
  const letters = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)] ?? 'A').join(
    '',
  );
  return [0, 4, 8].map((start) => letters.slice(start, start + 4)).join('-');
}

function digestOfCode(code: string): string {
  return digestOfSecret(code.toUpperCase().replace(/[^A-Z0-9]/g, ''));
}

/** Whether the typed text is the code that the site's Owner requires, if any. */
export function isImpersonationCodeValid(
  { impersonationCodeHash }: Login['site'],
  code: string | undefined,
): boolean {
  if (impersonationCodeHash === null) return true;
  return timingSafeEqual(Buffer.from(digestOfCode(code ?? '')), Buffer.from(impersonationCodeHash));
}
