import { PAGES } from '../../../api/web/pageTable.js';
import type { Sql } from '../../../src/platform/sql/sql.js';
import { PLAN_ID } from '../seed/fillTenant.js';

/** A page to be measured, and who looks at it. */
export interface Sight {
  /** As the table has it, below the site; where there are several, with what tells it from the others. */
  readonly name: string;
  readonly path: string;
  readonly who: 'owner' | 'client';
  /** A file to keep rather than a page to look at. */
  readonly isFile: boolean;
}

/** The pages of a client; the rest are the tenant's. */
const CLIENTS = /^(|entries|entries\/csv|statements|statements\/.*|pay|pay\/.*|preferences)$/;
/** Pages without a login, redirects, pages for programs, and one that needs a provider's payment. */
const NO_PAGES = /^(console|me|audit\/csv|console\/.*\/refund)$/;

/** Every page of the table for logged-in users, and the list of accounts with its filters. */
export async function listSights(sql: Sql, clientSlug: string): Promise<Sight[]> {
  const ids = await findThings(sql, clientSlug);
  const seen = PAGES.filter(({ method, access }) => method === 'get' && access !== 'public');
  const sights = seen.flatMap(({ path }) => {
    const below = path.replace('/sites/{slug}/', '').replace('/sites/{slug}', '');
    return NO_PAGES.test(below) ? [] : [sightOf(below, ids, clientSlug)];
  });
  return [...sights, ...MORE.map((more) => ({ who: 'owner', isFile: false, ...more }) as const)];
}

const MORE = [
  { name: 'what monitoring asks for', path: '/metrics', isFile: true },
  { name: 'console/ found by a name', path: '/sites/bench/console/?q=Lantern+Bakery' },
  { name: 'console/ found by a host', path: '/sites/bench/console/?q=site-77.example' },
  { name: 'console/ found by a reference', path: '/sites/bench/console/?q=ST-1000' },
  { name: 'console/ no match', path: '/sites/bench/console/?q=nobody+at+all' },
  { name: 'console/ found by two letters', path: '/sites/bench/console/?q=Qu' },
  { name: 'console/ at risk', path: '/sites/bench/console/?show=risk' },
  { name: 'console/ warned', path: '/sites/bench/console/?show=warned' },
  { name: 'console/ on hold', path: '/sites/bench/console/?show=held' },
  {
    name: 'console/ far down',
    path: '/sites/bench/console/?after=1..01900000-0000-7000-8000-000000000000',
  },
];

type Things = Readonly<Record<string, string>>;

function sightOf(below: string, ids: Things, clientSlug: string): Sight {
  const who = CLIENTS.test(below) ? 'client' : 'owner';
  const filled = below.replaceAll(
    /(?:([\w-]+)\/)?\{(\w+)\}/g,
    (_all, kind: string, _name: string, at: number) => {
      const id = ids[`${below.slice(0, at)}${kind}`] ?? ids[kind];
      if (id === undefined)
        throw new Error(`Say in findThings which of "${kind}" the page ${below} is looked at with.`);
      return `${kind}/${id}`;
    },
  );
  const isFile = /(csv|pdf)$/.test(below);
  const path = `/sites/${who === 'client' ? clientSlug : 'bench'}/${filled}${QUERIES[below] ?? ''}`;
  return { name: `${who === 'client' ? 'portal ' : ''}${below === '' ? '/' : below}`, path, who, isFile };
}

const QUERIES: Readonly<Record<string, string>> = {
  'console/emails/frame': '?kind=week&language=en',
  'console/plans/{id}/replace': `?with=${PLAN_ID}`,
};

/** One thing of each kind that has ids, by the part of a path that stands before the id. */
async function findThings(sql: Sql, clientSlug: string): Promise<Things> {
  const [row] = await sql<Record<string, string>[]>`
    with account as (select a.* from accounts a join sites s on s.account_id = a.id where s.slug = ${clientSlug})
    select (select id from account) as accounts,
           (select e.id from entries e where e.account_id = (select id from account) and e.number = 2) as entries,
           (select l.id from emails l where l.account_id = (select id from account) limit 1) as emails,
           (select c.id from scheduled_charges c where c.account_id = (select id from account)) as "scheduled-charges",
           (select d.id from documents d where d.account_id = (select id from account) limit 1) as statements,
           (select id from bank_imports order by id desc limit 1) as imports,
           (select id from bank_drafts limit 1) as files,
           (select id from bank_lines where state = 'unmatched' limit 1) as lines,
           ${PLAN_ID} as plans,
           (select id from tasks where kind = 'replace-plan' order by id limit 1) as work,
           (select id from tasks where kind = 'import' order by id limit 1) as import,
           (select id from tasks where kind = 'usage' order by id limit 1) as usage,
           (select id from users where user_group = 'Viewer' limit 1) as users,
           (select id from groups limit 1) as groups,
           (select id from api_keys limit 1) as "api-keys",
           (select id from sites where slug = 'site-77') as sites`;
  return row ?? {};
}
