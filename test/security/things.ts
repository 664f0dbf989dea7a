import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Route } from '../../api/v1/framework/route.js';
import { routeTable } from '../../api/v1/routes.js';
import type { Page } from '../../api/web/page.js';
import { PAGES } from '../../api/web/pageTable.js';
import { EVERY_PERMISSION, type Permission } from '../../src/auth/groups/permissions.js';
import { createApiKey } from '../../src/auth/keys/apiKeys.js';
import { HOSTING } from '../api/fixture.js';
import { nameOf, SOUND } from '../api/soundBodies.js';
import type { Browser } from './browser.js';
import type { Response } from './client.js';
import { expectStatus, type ServerFixture, USERS, type Slug } from './fixture.js';

// What the generated attacks need to know of the two tables: a valid request for each route, so that the attack is the
// only fault. A new route fails here until it has an entry.

export const ROUTES: readonly Route[] = routeTable({ sandbox: null, mailbox: null });
export { PAGES };

export { nameOf };

export const isChange = ({ method }: { readonly method: string }): boolean => method !== 'get';

const CHARGE = { amount: '1.00', description: 'Logo', category: 'design' };
const PAYMENT = { amount: '1.00', method: 'bank' };
/** Nobody listens there. */
const WEBHOOK = { url: 'http://127.0.0.1:9/hook' };
const UNKNOWN_ID = '01a00000-7000-7000-8000-000000000000';
const LATER = new Date(Date.now() + 60 * 86_400_000).toISOString();

/** A sound body of each route that takes one. */
const BODIES: Readonly<Record<string, object>> = {
  ...SOUND,
  'post /v1/plans': { ...HOSTING, name: 'Another' },
  'post /v1/plans/{id}/backtest': { months: 1 },
  'post /v1/plans/{id}/backtests/{backtestId}/stop': {},
  'post /v1/plans/preview': { plan: HOSTING, usage: {} },
  'post /v1/plans/{id}/replace': { with: UNKNOWN_ID },
  'post /v1/accounts': {
    name: 'Fenwick',
    email: 'fenwick@client.example',
    currency: 'EUR',
    timeZone: 'Europe/London',
    billingDay: 1,
  },
  'patch /v1/accounts/{id}': { name: 'Another name' },
  'post /v1/accounts/{id}/refunds': PAYMENT,
  'post /v1/accounts/{id}/scheduled-charges': { ...CHARGE, dueOn: LATER.slice(0, 10) },
  'post /v1/accounts/{id}/promotions': { name: 'Welcome credit', kind: 'credit', amount: '5.00' },
  'post /v1/accounts/{id}/promotions/{promotionId}/end': {},
  'post /v1/accounts/{id}/release': {},
  'post /v1/accounts/{id}/exempt': { until: LATER },
  'post /v1/bulk/charge': { accounts: [UNKNOWN_ID], ...CHARGE },
  'post /v1/bulk/adjust': { accounts: [UNKNOWN_ID], amount: '1.00', description: 'Put right' },
  'post /v1/bulk/hold': { accounts: [UNKNOWN_ID], reason: 'abuse' },
  'post /v1/bulk/release': { accounts: [UNKNOWN_ID] },
  'post /v1/bulk/exempt': { accounts: [UNKNOWN_ID], until: LATER.slice(0, 10) },
  'post /v1/bulk/plan': { accounts: [UNKNOWN_ID], plans: [] },
  'post /v1/bulk/tag': { accounts: [UNKNOWN_ID], tag: 'priority' },
  'post /v1/bulk/untag': { accounts: [UNKNOWN_ID], tag: 'priority' },
  'post /v1/bulk/{id}/reverse': {},
  'post /v1/bulk/{id}/undo': {},
  'post /v1/accounts/{id}/what-if': { creditLimit: '300.00' },
  'post /v1/accounts/{id}/close': {},
  'post /v1/accounts/{id}/emails/retry': {},
  'post /v1/emails/bounces': { address: 'nobody@client.example', permanent: true },
  'post /v1/accounts/{id}/checkout': {
    provider: 'stripe',
    amount: '10.00',
    successUrl: 'https://client.example/paid',
    cancelUrl: 'https://client.example/left',
  },
  'patch /v1/accounts/{id}/top-up': { enabled: false },
  'post /v1/accounts/{id}/erase': {},
  'patch /v1/direct-debit': { noticeDays: 3 },
  'post /v1/accounts/{id}/debits': {},
  'post /v1/debits/{id}/cancel': {},
  'post /v1/debits/{id}/credit': {},
  'post /v1/debit-files': {},
  'post /v1/entries/{id}/reverse': {},
  'post /v1/entries/{id}/refund': {},
  'patch /v1/payment-providers/{id}': { enabled: false },
  'patch /v1/invoicing': { termDays: 14 },
  'post /v1/webhook-endpoints': WEBHOOK,
  'patch /v1/webhook-endpoints/{id}': { enabled: true },
  'post /v1/webhook-endpoints/{id}/rotate-secret': {},
  'post /v1/webhook-endpoints/{id}/send': {},
  'post /v1/bank-lines/{id}/assign': { accountId: UNKNOWN_ID },
  'post /v1/bank-lines/{id}/dismiss': { reason: 'not ours' },
  'post /v1/bank-imports': { csv: 'Date,Amount\n2026-01-01,+1.00\n' },
  'post /v1/breaker/reset': {},
  'post /v1/breaker/exempt': { until: LATER },
  'post /v1/usage': { events: [] },
  'post /v1/usage/void': { events: [] },
  'post /v1/usage/sources': { source: 'a', quarters: [] },
  'post /v1/meters': { name: 'seats', aggregation: 'max' },
  'post /v1/sites': { slug: 'another', name: 'Another' },
  'post /v1/hostnames/confirm': { hostname: 'www.nobody.example' },
  'patch /v1/accounting/settings': { dateOrder: 'DMY' },
  'patch /v1/sites/{id}': { name: 'Another name' },
  'post /v1/sites/{id}/rename': { slug: 'another-name' },
  'post /v1/sites/{id}/move': { parent: 'client-kid' },
  'post /v1/sites/{id}/users': { email: 'ida@marsh.example', name: 'Ida Marsh', group: 'Viewer' },
  'patch /v1/sites/{id}/users/{userId}': { name: 'Another name' },
  'post /v1/sites/{id}/groups': { name: 'Desk', placedUnder: 'Owner', permissions: ['sites.read'] },
  'patch /v1/sites/{id}/groups/{groupId}': { permissions: ['sites.read'] },
};

/** The sound fields of each bulk action of the console. */
function bulkForms(): Record<string, Record<string, string>> {
  const fields: Readonly<Record<string, Record<string, string>>> = {
    charge: CHARGE,
    adjust: { amount: '1.00', description: 'Put right' },
    tag: { tag: 'priority' },
    untag: { tag: 'priority' },
    exempt: { until: LATER.slice(0, 10) },
    plan: { plan: UNKNOWN_ID, when: 'period' },
    hold: { reason: 'abuse' },
    release: {},
  };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, own]) => [
      [`console/bulk/${name}`, { account: UNKNOWN_ID }],
      [`console/bulk/${name}/confirm`, { account: UNKNOWN_ID, step: 'preview', ...own }],
    ]),
  );
}

/** A sound form of each page that takes one. */
const FORMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  login: { email: USERS.clientOwner.email, password: USERS.clientOwner.password },
  'login/code': { code: '000000' },
  forgot: { email: USERS.clientViewer.email },
  'link/{token}': { password: 'a password that nobody has' },
  logout: {},
  'console/settings/taxes': {
    ...{ legalName: '', street: '', postcode: '', city: '', country: 'DE', vatId: '', companyId: '' },
    ...{ addressScheme: 'EM', addressId: '', seller: 'registered', oss: 'no', rules: '' },
  },
  'console/settings/accounting': {
    ...{ chart: 'plain', accounts: '', debtorMode: 'collective', debtorStart: '10000', journal: 'yes' },
    ...{
      dateOrder: 'DMY',
      consultant: '',
      client: '',
      yearStart: '01-01',
      accountLength: '4',
      currency: 'EUR',
    },
    ...{ locked: 'no', taxKeys: '', xeroTaxRates: '', quickBooksSales: 'journal', quickBooksTaxCodes: '' },
  },
  'console/settings/invoices': {
    ...{ enabled: 'no', termDays: '14', footer: '' },
    ...{
      prepayments: 'off',
      'prefix-prepayment': 'PP-',
      'prefix-receipt': 'RC-',
      'next-prepayment': '1',
      'next-receipt': '1',
      'prefix-invoice': 'INV-',
      'prefix-credit-note': 'CN-',
      'next-invoice': '1',
      'next-credit-note': '1',
    },
  },
  'console/settings/taxes/decide': {},
  'console/settings/webhooks': WEBHOOK,
  'console/settings/webhooks/{id}/test': {},
  'console/settings/webhooks/{id}/send': { eventId: UNKNOWN_ID },
  'console/settings/webhooks/{id}/turn': { enabled: 'yes' },
  'console/settings/webhooks/{id}/rotate': {},
  'console/settings/webhooks/{id}/delete': {},
  'step-out': {},
  'users/invite': { email: 'ida@marsh.example', name: 'Ida Marsh', group: 'Viewer' },
  'users/{id}': { name: 'Another name' },
  'users/{id}/invitation': {},
  'users/{id}/disable': {},
  'users/{id}/enable': {},
  'groups/new': { name: 'Desk', placedUnder: 'Owner', permissions: 'sites.read' },
  'groups/{id}': { name: 'Desk', placedUnder: 'Owner', permissions: 'sites.read' },
  'groups/{id}/remove': {},
  'sessions/end-others': {},
  'sessions/end-all': {},
  'sessions/{id}/end': {},
  'sessions/email': { email: 'another@client.example', password: USERS.clientOwner.password },
  'sessions/password': {
    oldPassword: USERS.clientOwner.password,
    newPassword: 'a password that nobody has',
  },
  'sessions/second-factor': {},
  'sessions/second-factor/confirm': { code: '000000' },
  'sessions/second-factor/remove': { password: USERS.clientOwner.password },
  'console/import/{id}': { graceDays: '14' },
  'impersonations/invitation-code': { required: 'yes' },
  'api-keys/new': { name: 'Till', permissions: 'sites.read' },
  'api-keys/{id}/revoke': {},
  'console/accounts/new': {
    key: 'as-the-page-made-it',
    name: 'Another',
    email: 'another@client.example',
    language: 'en',
    'sites[0].name': 'Another',
    'sites[0].slug': 'another-one',
    'sites[0].hostnames': '',
    currency: 'EUR',
    timeZone: 'Europe/London',
    billingDay: '1',
    intervalMonths: '1',
  },
  'console/plans/{id}/backtest': {
    price: `${UNKNOWN_ID} 1`,
    months: '1',
    scope: 'plan',
    key: 'as-the-page-made-it',
  },
  'console/accounts/{id}/record': { tags: 'priority', notes: 'Calls on Mondays', externalId: 'crm-1' },
  'console/accounts/{id}/promotions': {
    ...{ key: 'as-the-page-made-it', name: 'Welcome credit', kind: 'credit', amount: '5.00', scope: 'all' },
  },
  'console/columns': { view: 'state=any', columns: 'balance' },
  'console/views': { view: 'state=any', name: 'Everyone' },
  'console/views/{id}': { name: 'Another name' },
  ...bulkForms(),
  'console/breaker/reset': {},
  'console/breaker/exempt': { through: LATER.slice(0, 10) },
  'console/morning/exempt': { account: UNKNOWN_ID },
  'console/morning/hold': { account: UNKNOWN_ID },
  'console/morning/email': { wanted: 'yes' },
  'console/settings/meters': { name: 'seats', title: 'Seats', aggregation: 'max', unit: 'seats' },
  'sites/new': {
    name: 'New',
    slug: 'another',
    hostnames: '',
    ownerName: 'Ida',
    ownerEmail: 'ida@marsh.example',
  },
  'sites/{id}': { name: 'Another name', hostnames: '' },
  'sites/{id}/rename': { slug: 'another-name' },
  'sites/{id}/invitation': {},
  'sites/{id}/owner': { name: 'Ida', email: 'ida@marsh.example' },
  hostnames: { hostname: 'www.nobody.example' },
  'sites/{id}/move': { parent: 'client-kid' },
  'console/bank/lines/{id}/assign': { accountId: UNKNOWN_ID },
  'console/bank/proposals': { pair: `${UNKNOWN_ID} ${UNKNOWN_ID}` },
  'console/bank/files/{id}': { currency: 'EUR' },
  'direct-debit': { holder: 'Fenwick', iban: 'DE89370400440532013000', digest: '00', agreed: 'yes' },
  'direct-debit/cancel': { debit: UNKNOWN_ID },
  'console/settings/direct-debit': {
    ...{
      enabled: 'no',
      collector: 'bank',
      creditorId: '',
      noticeDays: '2',
      returnFee: '',
      holdsSuspension: 'no',
    },
  },
  'pay/promise': { days: '3' },
  'pay/top-up': { dailyCap: '100.00', enabled: 'no' },
  'pay/top-up/card': {
    provider: 'stripe',
    choice: 'other',
    amount: '1.00',
    dailyCap: '100.00',
    consent: 'yes',
  },
};

export function bodyOf(route: Route): object | undefined {
  if (route.body === undefined && route.ownBodies === undefined) return undefined;
  const body = BODIES[nameOf(route)];
  if (body === undefined) throw new Error(`Say in BODIES what a sound body of "${nameOf(route)}" is.`);
  return body;
}

/** What stands in a field of this name where the table above says nothing of its form. */
const FIELDS: Readonly<Record<string, string | undefined>> = {
  key: 'as-the-page-made-it',
  whose: 'all',
  name: 'Another',
  email: 'fenwick@client.example',
  language: 'en',
  hostnames: '',
  currency: 'EUR',
  timeZone: 'Europe/London',
  billingDay: '1',
  intervalMonths: '1',
  amount: '1.00',
  creditLimit: '100.00',
  method: 'bank',
  description: 'Logo',
  category: 'design',
  dueOn: LATER.slice(0, 10),
  reason: 'contested',
  outcome: 'dismissed',
  when: 'period',
  effective: 'period',
  step: 'preview',
  kind: 'week',
  provider: 'stripe',
  choice: 'other',
  statements: 'yes',
  with: UNKNOWN_ID,
};

/** A sound form as its schema has it: what may be left out is. */
function formFromSchema(page: Page): Record<string, string> {
  const { shape = {} } = (page.form ?? {}) as { readonly shape?: Readonly<Record<string, z.ZodType>> };
  const needed = Object.entries(shape).filter(([, field]) => !field.safeParse(undefined).success);
  return Object.fromEntries(
    needed.map(([field, schema]) => {
      const value = [FIELDS[field], ''].find((each) => each !== undefined && schema.safeParse(each).success);
      if (value === undefined)
        throw new Error(`Say in FORMS what "${field}" is in a sound form of "${shortOf(page)}".`);
      return [field, value];
    }),
  );
}

/** Below the site: `users/{id}`. */
export const shortOf = ({ path }: Page): string => path.replace('/sites/{slug}/', '');

export function formOf(page: Page): Readonly<Record<string, string>> {
  return FORMS[shortOf(page)] ?? formFromSchema(page);
}

/** One thing of each kind that has ids, by the part of a path that stands before the id. */
export type Things = Readonly<Record<string, string>>;

/** Things that one site has, and no other may see or touch. */
export async function makeThings(
  fixture: ServerFixture,
  slug: Exclude<Slug, 'agency' | 'shop'>,
): Promise<Things> {
  const kid = `${slug}-kid`;
  const ask = async (path: string, body: object): Promise<string> => {
    const answer = await fixture.api('post', path, body, slug);
    expectStatus(answer, 201, path);
    return String(answer.json['id']);
  };
  const account = await ask('/v1/accounts', {
    ...BODIES['post /v1/accounts'],
    creditLimit: '100.00',
    sites: [{ slug: kid, name: 'Kid', hostnames: [] }],
  });
  const owner = USERS[`${slug}Owner`];
  const browser = await fixture.enter(owner);
  const [session] = await fixture.sql<{ handle: string }[]>`
    select handle from sessions where user_id = ${await fixture.userId(owner)} limit 1`;
  const imported = await importStatement(fixture, slug);
  const webhook = await ask('/v1/webhook-endpoints', WEBHOOK);
  const plan = await ask('/v1/plans', { ...HOSTING, name: `Plan of ${slug}` });
  const things: Things = {
    sites: await fixture.siteId(kid),
    connectors: await fixture.siteId(kid),
    import: await importClients(browser, slug),
    usage: await bringInUsage(browser, slug, kid),
    accounts: account,
    webhooks: webhook,
    'webhook-endpoints': webhook,
    plans: plan,
    backtests: await ask(`/v1/plans/${plan}/backtest`, { months: 1 }),
    entries: await ask(`/v1/accounts/${account}/payments`, PAYMENT),
    'scheduled-charges': await ask(`/v1/accounts/${account}/scheduled-charges`, {
      ...CHARGE,
      dueOn: LATER.slice(0, 10),
    }),
    promotions: await ask(`/v1/accounts/${account}/promotions`, {
      name: 'Welcome credit',
      kind: 'credit',
      amount: '5.00',
    }),
    views: await saveView(fixture, browser, slug),
    bulk: await tagAll(fixture, slug, account),
    users: await ask(`/v1/sites/${slug}/users`, { email: `u@${slug}.example`, name: 'U', group: 'Viewer' }),
    groups: await ask(`/v1/sites/${slug}/groups`, { name: 'Crew', placedUnder: 'Viewer', permissions: [] }),
    'api-keys': await ask(`/v1/sites/${slug}/api-keys`, { name: 'Till', permissions: ['sites.read'] }),
    sessions: session?.handle ?? '',
    emails: await addEmail(fixture, account),
    ...(await addDebits(fixture, account, slug)),
    ...imported,
  };
  return things;
}

async function tagAll(fixture: ServerFixture, slug: Slug, account: string): Promise<string> {
  const body = { accounts: [account], tag: 'priority' };
  const answer = await fixture.api('post', '/v1/bulk/tag', body, slug);
  expectStatus(answer, 200, 'a bulk action');
  return (answer.json as { readonly bulk: { readonly id: string } }).bulk.id;
}

async function saveView(fixture: ServerFixture, browser: Browser, slug: Slug): Promise<string> {
  const form = { view: 'owes=yes', name: `Owing at ${slug}`, shared: 'yes' };
  expectStatus(await browser.post(`/sites/${slug}/console/views`, form), 303, 'a view');
  const [view] = await fixture.sql<{ id: string }[]>`
    select id from list_views where site_id = ${await fixture.siteId(slug)} limit 1`;
  return view?.id ?? '';
}

/** A direct debit that is announced, and a file for the bank. */
async function addDebits(fixture: ServerFixture, account: string, slug: string): Promise<Things> {
  const { sql } = fixture;
  const [mandate] = await sql<{ id: string }[]>`
    insert into mandates (id, account_id, reference, collector, holder, country, last_four, sealed, on_paper, shown,
                          language, signed_on, given_at, given_by)
    values (gen_random_uuid(), ${account}, 'M', 'bank', 'Fenwick', 'DE', '3000', '', true, '', 'en', '2026-01-02', now(), 'test')
    returning id`;
  const [debit] = await sql<{ id: string }[]>`
    insert into debits (id, account_id, mandate_id, purpose, amount, end_to_end_id, collect_on, submit_on, state,
                        created_at, created_by)
    values (gen_random_uuid(), ${account}, ${mandate?.id ?? ''}, 'top-up', 100, ${`of ${slug}`}, '2026-12-03', '2026-12-01',
            'announced', now(), 'test') returning id`;
  const [file] = await sql<{ id: string }[]>`
    insert into debit_files (id, site_id, number, content, debits, total, first_date, last_date, created_at, created_by)
    select gen_random_uuid(), site_id, 1, '<Document/>', 1, 100, '2026-12-03', '2026-12-03', now(), 'test'
      from accounts where id = ${account} returning id`;
  return { debits: debit?.id ?? '', 'debit-files': file?.id ?? '' };
}

/** A file of clients that was looked at and waits for its owner’s word. */
async function importClients(browser: Browser, slug: Slug): Promise<string> {
  const file = 'name,email,currency,time zone\nMarsh,marsh@client.example,EUR,Europe/Berlin\n';
  const answer = await sendFile(browser, `/sites/${slug}/console/import`, file);
  expectStatus(answer, 303, 'a file of clients');
  return answer.headers.location?.split('/').at(-1) ?? '';
}

/** A table of usage that was looked at and waits for its owner’s word. */
async function bringInUsage(browser: Browser, slug: Slug, site: string): Promise<string> {
  const file = `site,meter,quantity,time\n${site},requests,5,${new Date().toISOString()}\n`;
  const answer = await sendFile(browser, `/sites/${slug}/console/usage`, file);
  expectStatus(answer, 303, 'a table of usage');
  return answer.headers.location?.split('/').at(-1) ?? '';
}

/** Sends a file as a browser does. */
export function sendFile(browser: Browser, path: string, file: string): Promise<Response> {
  const body = [
    '--a-boundary',
    'content-disposition: form-data; name="file"; filename="clients.csv"',
    'content-type: text/csv',
    '',
    file,
    '--a-boundary--',
    '',
  ].join('\r\n');
  const headers = { accept: 'text/html', 'content-type': 'multipart/form-data; boundary=a-boundary' };
  return browser.send('POST', path, body, { headers });
}

async function addEmail({ sql }: ServerFixture, account: string): Promise<string> {
  const id = randomUUID();
  await sql`
    insert into emails (id, key, account_id, kind, language, recipient_name, recipient_address, subject, html, plain,
           message_id, created_at, sent_at)
    values (${id}, ${`week/${id}`}, ${account}, 'week', 'en', 'F', 'f@client.example', 'A week', '<p>', 'A week',
            ${`<${id}@agency.example>`}, now(), now())`;
  return id;
}

/** A bank's statement with an unmatched line. */
async function importStatement(fixture: ServerFixture, slug: Slug): Promise<Things> {
  const csv = 'Date,Amount,Currency,Description\n2026-01-05,+12.00,EUR,From somebody\n';
  const { status, json } = await fixture.api('post', '/v1/bank-imports', { csv, currency: 'EUR' }, slug);
  if (status !== 201) throw new Error(`no statement was taken in: ${status} ${JSON.stringify(json)}`);
  const [line] = await fixture.sql<{ id: string }[]>`
    select l.id from bank_lines l where l.import_id = ${String(json['id'])} limit 1`;
  const [imports, lines] = [String(json['id']), line?.id ?? ''];
  const reports = await addReport(fixture, slug);
  const [profile] = await fixture.sql<{ id: string }[]>`
    select id from bank_profiles where site_id = ${await fixture.siteId(slug)} limit 1`;
  const profiles = profile?.id ?? '';
  const things = { imports, lines, reports, profiles, files: await keepDraft(fixture, slug) };
  return {
    ...things,
    'bank-imports': imports,
    'bank-lines': lines,
    'payment-events': reports,
    'bank-profiles': profiles,
  };
}

/** A bank's file that waits to be confirmed. */
async function keepDraft(fixture: ServerFixture, slug: Slug): Promise<string> {
  const id = randomUUID();
  const csv = Buffer.from('Date,Amount,Reference\n2026-01-06,+1.00,x\n');
  await fixture.sql`
    insert into bank_drafts (id, site_id, name, content, created_at)
    values (${id}, ${await fixture.siteId(slug)}, 'draft.csv', ${csv}, now())`;
  return id;
}

/** A provider’s report that could not be posted. */
async function addReport(fixture: ServerFixture, slug: Slug): Promise<string> {
  const id = randomUUID();
  await fixture.sql`
    insert into payment_events (id, site_id, provider, event_id, kind, payment_id, subject, state, detail, happened_at,
           recorded_at)
    values (${id}, ${await fixture.siteId(slug)}, 'stripe', ${id}, 'paid', ${id}, 'payment', 'refused', 'Unknown.', now(), now())`;
  return id;
}

/** Parts of paths that name one of a fixed few, not a row. */
const FIXED = new Set(['payment-providers', 'link']);
/** Made by background work; an unknown id stands in for one. */
const MADE_ELSEWHERE = new Set(['statements', 'invoices', 'work']);

/** The path once for each id in it, with a foreign id in that place and own ids in the others. */
export function foreignPaths(path: string, own: Things, foreign: Things): string[] {
  const parts = path.split('/');
  const places = parts.flatMap((part, at) => (isForeignable(part, parts[at - 1] ?? '') ? [at] : []));
  return places.map((place) => fill(parts, (kind, at) => (at === place ? foreign : own)[kind]));
}

function isForeignable(part: string, kind: string): boolean {
  return part.startsWith('{') && part !== '{slug}' && !FIXED.has(kind);
}

/** The path with one's own things, or others. */
export function pathWith(path: string, things: Things): string {
  return fill(path.split('/'), (kind) => things[kind]);
}

function fill(parts: readonly string[], idOf: (kind: string, at: number) => string | undefined): string {
  return parts
    .map((part, at) => {
      if (part === '{slug}') return 'client';
      if (!part.startsWith('{')) return part;
      const kind = parts[at - 1] ?? '';
      if (FIXED.has(kind)) return kind === 'link' ? 'A'.repeat(43) : 'stripe';
      const id = MADE_ELSEWHERE.has(kind) ? UNKNOWN_ID : idOf(kind, at);
      if (id === undefined) throw new Error(`Say in makeThings what an id of "${kind}" is.`);
      return id;
    })
    .join('/');
}

/** Requests a page's path as a user, with a valid form if it takes one. */
export function askPage(
  browser: Browser,
  page: Page,
  path: string,
  more: Record<string, string> = {},
): Promise<Response> {
  if (page.method === 'get') return browser.get(path, { json: true });
  return browser.post(path, { ...formOf(page), ...more }, { headers: FORM_TYPE });
}

/** Sent as a form, answered as JSON. */
const FORM_TYPE = { accept: 'application/json' };

export async function keyWithout(fixture: ServerFixture, permission: Permission): Promise<string> {
  const permissions = [...EVERY_PERMISSION].filter((each) => each !== permission);
  return makeKey(fixture, 'client', { permissions });
}

export async function makeKey(
  fixture: ServerFixture,
  slug: Slug,
  request: { readonly permissions?: readonly Permission[]; readonly expiresAt?: number },
): Promise<string> {
  const by = { now: fixture.now(), actor: 'cli' };
  const { key } = await createApiKey(fixture.sql, by, {
    siteId: await fixture.siteId(slug),
    name: 'narrow',
    ...request,
  });
  return key;
}
