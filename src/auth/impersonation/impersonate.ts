import { randomInt, timingSafeEqual } from 'node:crypto';
import { type Refusal, refuse } from '../../core/values/refusal.js';
import type { Instant } from '../../core/values/zone.js';
import { newId } from '../../platform/ids.js';
import { inTransaction, type Queryable } from '../../platform/sql/sql.js';
import {
  type ImpersonationShown,
  insertImpersonation,
  listImpersonations as listRows,
} from '../../store/auth/impersonations.js';
import {
  type Login,
  type LoginUser,
  needsSteppingInCode,
  setSteppingInCode,
} from '../../store/auth/logins.js';
import { insertAudit } from '../../store/core/audit.js';
import type { AuthContext } from '../context.js';
import { digestOfSecret } from '../digest.js';
import { type PreparedLetter, prepareLetter } from '../emails/prepareLetter.js';
import { LIFETIMES } from '../sessions/lifetimes.js';
import type { Visitor } from '../sessions/visitor.js';

/** The Owner of the site above about to step into a child site, with the letter that tells its Owner. */
export interface SteppingIn {
  readonly id: string;
  readonly site: Login['site'] & { readonly parentId: string };
  readonly impersonator: LoginUser;
  readonly viewedAs: NonNullable<Login['viewedAs']>;
  readonly endsAt: Instant;
  readonly letter: PreparedLetter;
}

/** Writes the letter, which takes time, before anything is decided. */
export async function prepareSteppingIn(
  context: AuthContext,
  login: Login,
  impersonator: LoginUser,
): Promise<SteppingIn> {
  const { site, viewedAs } = login;
  const { parentId, parentName } = site;
  if (parentId === null || viewedAs === null) throw new Error(`nobody can step into site ${site.id}`);
  const { now, baseUrl } = context;
  const id = newId(now);
  const endsAt = now + LIFETIMES.impersonation.endMs;
  const letter = await prepareLetter(context, site.id, `impersonation/${id}`, {
    kind: 'impersonation',
    recipientName: viewedAs.name,
    who: `${impersonator.name} <${impersonator.email}>`,
    from: parentName ?? '',
    startedAt: now,
    endsAt,
    logUrl: `${baseUrl}/sites/${site.slug}/visits`,
  });
  return { id, site: { ...site, parentId }, impersonator, viewedAs, endsAt, letter };
}

/** Writes down that somebody steps in, on both sites, and keeps the letter; in the transaction of the session. */
export async function noteSteppingIn(
  transaction: Queryable,
  context: AuthContext,
  stepping: SteppingIn,
  address: string,
): Promise<void> {
  const { id, site, impersonator, viewedAs, endsAt, letter } = stepping;
  const { now, requestId } = context;
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
  await letter.keep(transaction, { name: viewedAs.name, address: viewedAs.email });
}

/** Who stepped into a site, newest first: when, how long, and what they did. */
export async function listImpersonations(
  { sql, now }: Pick<AuthContext, 'sql' | 'now'>,
  siteId: string,
  page: { readonly before?: string | undefined; readonly limit: number },
): Promise<ImpersonationShown[]> {
  return listRows(sql, { siteId, ...page, now, idleMs: LIFETIMES.impersonation.idleMs });
}

/** Without letters and figures that read alike. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 12;

/**
 * From now on whoever steps in must know a code, which is returned once and never again; or (off) must not any more.
 * For the site's Owner in person.
 */
export async function setInvitationCode(
  context: Pick<AuthContext, 'sql' | 'now' | 'requestId'>,
  visitor: Visitor,
  on: boolean,
): Promise<{ readonly code: string | null } | Refusal> {
  const { site, user, impersonator } = visitor;
  if (impersonator !== null || user.group !== 'Owner') {
    return refuse('forbidden', 'Only the Owner of the site, in person, can change this.');
  }
  const code = on ? newCode() : null;
  const { now, requestId } = context;
  const by = { now, actor: visitor.actor, ...(requestId !== undefined && { requestId }) };
  await inTransaction(context.sql, async (transaction) => {
    const before = { required: await needsSteppingInCode(transaction, site.id) };
    await setSteppingInCode(transaction, site.id, code === null ? null : digestOfCode(code));
    const row = { action: 'impersonation.code', subject: `site/${site.id}`, before, after: { required: on } };
    await insertAudit(transaction, by, { ...row, siteId: site.id });
  });
  return { code };
}

/** Whether whoever steps into a site must know a code. */
export async function requiresInvitationCode(
  { sql }: Pick<AuthContext, 'sql'>,
  siteId: string,
): Promise<boolean> {
  return needsSteppingInCode(sql, siteId);
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

/** Whether what was typed is the code a site's Owner wants, if they want one. */
export function isInvited({ steppingInCodeHash }: Login['site'], code: string | undefined): boolean {
  if (steppingInCodeHash === null) return true;
  return timingSafeEqual(Buffer.from(digestOfCode(code ?? '')), Buffer.from(steppingInCodeHash));
}
