import { type EmailSender, emailSenderOf } from '../../core/values/emailSender.js';
import { newId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';
import type { SiteSettings } from '../sites/sites.js';
import { tenantZone } from '../sites/tenantZone.js';

/** The common content of emails to a site's users, and the account that pays for the site. */
interface SharedEmailFields {
  readonly accountId: string | null;
  /**
   * Language and zone of the account that pays for the site, or for the parent site; English and UTC where there is
   * none. The zone of a tenant without such an account is that of most of its own accounts.
   */
  readonly language: string;
  readonly timeZone: string;
  /** The sender: the parent site with its settings, or the site itself if it has no parent. */
  readonly sender: EmailSender;
  readonly siteName: string;
}

export async function loadSharedEmailFields(sql: Queryable, siteId: string): Promise<SharedEmailFields> {
  const [row] = await sql<(Omit<SharedEmailFields, 'sender'> & { sender: string; settings: SiteSettings })[]>`
    select coalesce(a.language, pa.language, 'en') as language, coalesce(a.time_zone, ${tenantZone(sql)}, pa.time_zone, 'UTC') as time_zone,
           coalesce(p.name, s.name) as sender, coalesce(p.settings, s.settings) as settings, s.name as site_name,
           s.account_id
      from sites s
      left join sites p on p.id = s.parent_id
      left join accounts a on a.id = s.account_id
      left join accounts pa on pa.id = p.account_id
     where s.id = ${siteId}`;
  if (row === undefined) throw new Error(`there is no site ${siteId}`);
  const { settings, ...shared } = row;
  return { ...shared, sender: emailSenderOf(row.sender, settings) };
}

/** The number of invitations a site has sent since then. Ids of emails are ordered by time. */
export async function countInvitations(sql: Queryable, siteId: string, since: number): Promise<number> {
  const [row] = await sql<{ emails: number }[]>`
    select count(*) as emails from emails
     where site_id = ${siteId} and id > ${newId(since)} and kind = 'invitation'`;
  return row?.emails ?? 0;
}
