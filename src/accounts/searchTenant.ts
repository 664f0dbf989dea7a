import type { SiteContext } from '../core/context.js';
import type { ListedAccount } from '../store/accounts/accountList.js';
import {
  type FoundDocument,
  type FoundSite,
  searchDocuments,
  searchSites,
} from '../store/accounts/siteSearch.js';
import { loadAccountList } from './loadConsole.js';

/** What a user may find. */
export type SearchPart = 'accounts' | 'sites' | 'documents';

/** What a tenant has that matches a search; lists are cut. */
export interface Found {
  readonly accounts: readonly ListedAccount[];
  readonly sites: readonly FoundSite[];
  readonly documents: readonly FoundDocument[];
}

/** Fewer letters are in too many names. */
const SITE_SEARCH_MIN = 2;

/** Finds clients by all that a list finds them by, child sites by name or host, and documents by number. */
export async function searchTenant(
  context: SiteContext,
  search: string,
  parts: ReadonlySet<SearchPart>,
  limit: number,
): Promise<Found> {
  const { sql, siteId } = context;
  const [accounts, sites, documents] = await Promise.all([
    parts.has('accounts') ? loadAccountList(context, { search }, { limit }) : [],
    parts.has('sites') && search.length >= SITE_SEARCH_MIN ? searchSites(sql, siteId, search, limit) : [],
    parts.has('documents') ? searchDocuments(sql, siteId, search) : [],
  ]);
  return { accounts, sites, documents };
}
