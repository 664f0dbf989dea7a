import type { Sandbox } from '../../setup/sandbox.js';

/** What the pictures show. */
export interface PictureScenario {
  readonly fenwick: string;
  readonly planId: string;
  /** The last warning to a client, as it was sent. */
  readonly emailHtml: string;
  readonly payPath: string;
}

interface Client {
  readonly name: string;
  readonly slug: string;
  readonly creditLimit: string;
  readonly paid: string;
  /** Megabytes a day. */
  readonly busy: number;
}

const CLIENTS: readonly Client[] = [
  { name: 'Fenwick & Daughters', slug: 'fenwick', creditLimit: '20.00', paid: '52.00', busy: 1_400 },
  { name: 'Marlow Ceramics', slug: 'marlow', creditLimit: '10.00', paid: '20.00', busy: 900 },
  { name: 'Orchard School', slug: 'orchard', creditLimit: '100.00', paid: '120.00', busy: 2_100 },
  { name: 'Tern Coffee', slug: 'tern', creditLimit: '30.00', paid: '45.00', busy: 600 },
  { name: 'Oakhanger Parish', slug: 'oakhanger', creditLimit: '0.00', paid: '90.00', busy: 150 },
];

const DAYS = 34;
/** A week of a website: busy on Mondays, quiet on Sundays. */
const WEEK = [1.3, 1.1, 1, 1.05, 0.9, 0.6, 0.5];

/** Five weeks of an agency with a handful of clients. */
export async function createPictureScenario(sandbox: Sandbox): Promise<PictureScenario> {
  await sandbox.patch(`/v1/sites/${sandbox.owner.site}`, {
    name: 'Alder Web',
    settings: { paymentInstructions: 'Alder Web, IBAN GB33 BUKB 2020 1555 5555 55' },
  });
  const plan = await sandbox.post<{ id: string }>('/v1/plans', PLAN);
  // Always the same day of a month and hour, so that the pictures look the same whenever they are made.
  await sandbox.advanceTo(firstOfNextMonth(await sandbox.now()));
  const ids: string[] = [];
  for (const client of CLIENTS) ids.push(await openAccount(sandbox, client, plan.id));
  for (let day = 0; day < DAYS; day += 1) {
    await sendUsage(sandbox, day);
    await sandbox.advance('P1D');
  }
  const [fenwick = ''] = ids;
  await sandbox.post(`/v1/accounts/${fenwick}/scheduled-charges`, {
    amount: '14.00',
    description: 'Domain fenwick.example',
    category: 'domain',
    dueOn: dayAfter(await sandbox.now(), 2),
  });
  await sandbox.advance('PT1H');
  return { fenwick, planId: plan.id, ...(await lastWarning(sandbox)) };
}

const PLAN = {
  name: 'Studio hosting',
  currency: 'EUR',
  recurring: [{ id: 'hosting', name: 'Hosting', amount: '15.00', timing: 'arrears' }],
  usage: [
    {
      id: 'traffic',
      name: 'Traffic',
      meter: 'bandwidth',
      model: 'graduated',
      per: '1000000000',
      bands: [{ upTo: '5', unitPrice: '0' }, { upTo: '50', unitPrice: '1.20' }, { unitPrice: '0.80' }],
    },
  ],
};

async function openAccount(sandbox: Sandbox, client: Client, planId: string): Promise<string> {
  const { name, slug, creditLimit, paid } = client;
  const host = `${slug}.example`;
  const { id } = await sandbox.post<{ id: string }>('/v1/accounts', {
    name,
    email: `hello@${host}`,
    currency: 'EUR',
    timeZone: 'Europe/London',
    billingDay: 1,
    creditLimit,
    tax: { name: 'VAT', percent: '20' },
    plans: [planId],
    sites: [{ slug, name: host, hostnames: [host] }],
  });
  await sandbox.post(`/v1/accounts/${id}/payments`, { amount: paid, method: 'bank', reference: 'Transfer' });
  return id;
}

async function sendUsage(sandbox: Sandbox, day: number): Promise<void> {
  const time = await sandbox.now();
  const events = CLIENTS.map(({ slug, busy }) => ({
    id: `${slug}-${day}`,
    source: 'pictures',
    site: slug,
    meter: 'bandwidth',
    quantity: String(Math.round(busy * 1_000_000 * (WEEK[day % WEEK.length] ?? 1))),
    time,
  }));
  await sandbox.post('/v1/usage', { events });
}

async function lastWarning(sandbox: Sandbox): Promise<{ emailHtml: string; payPath: string }> {
  const mails = await sandbox.mailsTo('hello@fenwick.example');
  const warning = mails.filter(({ text }) => text.includes('/pay/')).at(-1);
  if (warning === undefined) throw new Error('No client was warned in five weeks.');
  const link = /https?:\/\/\S+(\/pay\/[\w.~-]+)/.exec(warning.text);
  return { emailHtml: warning.html, payPath: link?.[1] ?? '' };
}

function firstOfNextMonth(now: string): string {
  const date = new Date(now);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1, 9)).toISOString();
}

function dayAfter(now: string, days: number): string {
  return new Date(Date.parse(now) + days * 86_400_000).toISOString().slice(0, 10);
}
