import type { Queryable } from '../../platform/sql/sql.js';
import type { SiteSettings } from '../sites/sites.js';

/** Where emails about an account's direct debits go, and who sends them. */
export interface DebitRecipient {
  readonly name: string;
  readonly email: string;
  readonly moreEmails: readonly string[];
  readonly language: string;
  readonly timeZone: string;
  readonly siteNames: readonly string[];
  /** Of the first site, whose pages show the debits; null: it has none. */
  readonly slug: string | null;
  readonly sender: string;
  readonly settings: SiteSettings;
}

export async function findRecipient(sql: Queryable, accountId: string): Promise<DebitRecipient | undefined> {
  const [row] = await sql<DebitRecipient[]>`
    select a.name, a.email, a.more_emails, a.language, a.time_zone, t.name as sender, t.settings,
           array(select s.name from sites s where s.account_id = a.id order by s.slug) as site_names,
           (select min(s.slug) from sites s where s.account_id = a.id) as slug
      from accounts a join sites t on t.id = a.site_id where a.id = ${accountId}`;
  return row;
}
