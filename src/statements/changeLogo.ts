import { transact } from '../core/transact.js';
import { readPicture } from './readPicture.js';
import { auditedSite } from '../core/auditSite.js';
import type { SiteContext } from '../core/context.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { newId } from '../platform/ids.js';
import { changeSettings } from '../store/sites/sites.js';
import { findLogo, insertLogo, type Logo, removeLogo } from '../store/statements/logos.js';

const BYTES_MAX = 100_000;
const SIDE_MAX = 4_000;

/** Sets the logo of a site's emails, a PNG or a JPEG; emails already written keep theirs. */
export async function addLogo(context: SiteContext, bytes: Buffer): Promise<true | Refusal> {
  const { siteId, now: addedAt, actor: addedBy } = context;
  if (bytes.length === 0) return refuse('invalid', 'must be chosen', 'logo');
  if (bytes.length > BYTES_MAX) return refuse('invalid', 'must be at most 100 kB', 'logo');
  const picture = readPicture(bytes);
  if (picture === undefined) return refuse('invalid', 'must be a PNG or a JPEG', 'logo');
  const { mediaType, width, height } = picture;
  if (Math.max(width, height) > SIDE_MAX) {
    return refuse('invalid', `must be at most ${SIDE_MAX} pixels wide and high`, 'logo');
  }
  const logo = { id: newId(addedAt), width, height };
  return transact(context.sql, (transaction) =>
    auditedSite(context, transaction, { id: siteId, setsConnector: false }, async () => {
      await removeLogo(transaction, siteId, addedAt);
      await insertLogo(transaction, { ...logo, mediaType, bytes, siteId, addedAt, addedBy });
      await changeSettings(transaction, siteId, { logo });
      return true as const;
    }),
  );
}

/** New emails show the sender's name again. */
export async function dropLogo(context: SiteContext): Promise<true | Refusal> {
  const { siteId, now } = context;
  const dropped = await transact(context.sql, (transaction) =>
    auditedSite(context, transaction, { id: siteId, setsConnector: false }, async () => {
      if ((await removeLogo(transaction, siteId, now)) === undefined) {
        return refuse('not_found', 'There is no logo.');
      }
      await changeSettings(transaction, siteId, { logo: null });
      return true as const;
    }),
  );
  return isRefusal(dropped) ? dropped : true;
}

/** A logo with its bytes, for display. */
export async function loadLogo({ sql }: Pick<SiteContext, 'sql'>, id: string): Promise<Logo | undefined> {
  return findLogo(sql, id);
}
