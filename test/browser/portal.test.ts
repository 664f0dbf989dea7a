import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { addDays } from '../../src/core/values/zone.js';
import type { Sandbox } from '../setup/sandbox.js';
import { findFaults, logIn, press } from './chromium.js';
import { canReadQr, readQr } from '../setup/readQr.js';
import { describeInBrowser } from './fixture.js';

const PLAN = {
  name: 'Studio hosting',
  currency: 'EUR',
  recurring: [{ id: 'base', name: 'Hosting', amount: '15.00', timing: 'advance' }],
  usage: [
    {
      id: 'traffic',
      name: 'Traffic',
      meter: 'bandwidth',
      model: 'graduated',
      per: '1000000000',
      bands: [{ unitPrice: '0', upTo: '20' }, { unitPrice: '0.40' }],
    },
  ],
  minimum: '10.00',
};

/** The text of the code: the amount of the page, and the reference as ISO 11649 writes it. */
const PAID_BY_CODE =
  /^BCD\n002\n1\nSCT\n\nNorthlight Studio\nDE89370400440532013000\nEUR\d+\.\d\d\n\nRF\d\dST\d{12}$/;

describeInBrowser('a client’s portal, in a browser', (browserFixture) => {
  let sandbox: Sandbox;
  let client: Page;
  let accountId = '';
  const base = '/sites/fenwick';

  beforeAll(async () => {
    ({ sandbox } = browserFixture);
    await sandbox.patch(`/v1/sites/${sandbox.owner.site}`, {
      settings: {
        paymentInstructions: 'IBAN GB33 BUKB 2020 1555 5555 55',
        bankAccount: { holder: 'Northlight Studio', iban: 'DE89 3704 0044 0532 0130 00' },
        taxNumber: 'GB 123 4567 89',
      },
    });
    const plan = await sandbox.post<{ id: string }>('/v1/plans', PLAN);
    const account = await sandbox.post<{ id: string }>('/v1/accounts', {
      name: 'Fenwick & Daughters',
      email: 'hello@fenwick.example',
      currency: 'EUR',
      timeZone: 'Europe/London',
      billingDay: 1,
      creditLimit: '20.00',
      tax: { name: 'VAT', percent: '20' },
      plans: [plan.id],
      sites: [{ slug: 'fenwick', name: 'fenwick.example', hostnames: ['fenwick.example'] }],
    });
    accountId = account.id;
    await sandbox.advance('P29D');
    await sandbox.post(`/v1/accounts/${accountId}/payments`, {
      amount: '20.00',
      method: 'bank',
      reference: 'Transfer of June',
    });
    await sandbox.post(`/v1/accounts/${accountId}/scheduled-charges`, {
      dueOn: addDays((await sandbox.now()).slice(0, 10), 12),
      amount: '12.00',
      description: 'Domain fenwick.example, one year',
      category: 'domain',
    });
    const now = Date.parse(await sandbox.now());
    const events = Array.from({ length: 30 }, (_, day) => ({
      id: `day-${day}`,
      source: 'test',
      site: 'fenwick',
      meter: 'bandwidth',
      quantity: String(1_500_000_000 + 200_000_000 * (day % 7)),
      time: new Date(now - day * 86_400_000).toISOString(),
    }));
    await sandbox.post('/v1/usage', { events });
    client = await browserFixture.openBrowserPage();
  });

  /** The Owner of the parent site sees what the client sees. */
  const impersonate = async (): Promise<void> => {
    await logIn(client, `${base}/login`, sandbox, '*');
  };

  it('shows until when the site is paid, and every page is accessible', async () => {
    await impersonate();
    expect(await client.locator('h1').textContent()).toContain('Your site is paid until about');
    for (const path of ['/', '/entries', '/statements', '/pay', '/preferences']) {
      await client.goto(base + path);
      expect(await findFaults(client)).toEqual([]);
    }
  });

  it('shows what is to be paid once the site is suspended', async () => {
    await sandbox.advance('P75D');
    await impersonate();
    expect(await client.locator('h1').textContent()).toBe('Your site is suspended');
    const owed = /A payment of ([\d.]+) EUR reactivates/.exec(
      (await client.locator('.lead').textContent()) ?? '',
    );
    expect(await findFaults(client)).toEqual([]);
    await client.getByRole('link', { name: /^Pay / }).click();
    expect(await client.locator('h1').textContent()).toBe(`${owed?.[1] ?? ''} EUR reactivates all sites`);
    expect(await client.locator('#content').textContent()).toContain('IBAN GB33');
    expect(await client.locator('#content').textContent()).toContain('DE89 3704 0044 0532 0130 00');
    expect(await findFaults(client)).toEqual([]);
    if (canReadQr) expect(await readQr(await client.screenshot({ fullPage: true }))).toMatch(PAID_BY_CODE);
  });

  it('has a code for banking apps on the page of the payment link, too', async () => {
    // The receipt of a payment that is not enough names the rest.
    await sandbox.post(`/v1/accounts/${accountId}/payments`, {
      amount: '1.00',
      method: 'cash',
      reference: 'Counter',
    });
    await sandbox.advance('PT1H');
    const receipt = (await sandbox.mailsTo('hello@fenwick.example')).at(-1);
    expect(receipt?.text).toContain('IBAN DE89 3704 0044 0532 0130 00');
    const [link = ''] = /\/pay\/\S+/.exec(receipt?.text ?? '') ?? [];
    await client.goto(link);
    expect(await findFaults(client)).toEqual([]);
    if (canReadQr) expect(await readQr(await client.screenshot({ fullPage: true }))).toMatch(PAID_BY_CODE);
    await impersonate();
  });

  it('has the statements of the periods that are over as files', async () => {
    await client.goto(`${base}/statements`);
    expect(await client.locator('tbody tr').count()).toBeGreaterThanOrEqual(2);
    expect(await findFaults(client)).toEqual([]);
    const href = await client.getByRole('link', { name: /^PDF/ }).first().getAttribute('href');
    const pdf = await client.request.get(href ?? '');
    expect(pdf.headers()['content-type']).toBe('application/pdf');
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('keeps what the client prefers, and speaks that language from then on', async () => {
    await client.goto(`${base}/preferences`);
    await client.getByLabel('Do not send statements').check();
    await client.getByLabel('Language of emails and statements').selectOption('Deutsch');
    await press(client, 'Save');
    expect(await client.getByRole('status').textContent()).toBe('Gespeichert.');
    expect(await client.locator('h1').textContent()).toBe('Sie erhalten keine Abrechnungen per E-Mail');
  });
});
