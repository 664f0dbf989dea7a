import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '../setup/sandbox.js';
import { fill, findFaults, follow, gateSays, headline, logIn, press } from './chromium.js';
import { describeInBrowser } from './fixture.js';

const HOST = 'marlow.example';
const EMAIL = 'shop@marlow.example';
const PASSWORD = 'clay wheel kiln glaze';

describeInBrowser('the client’s way, from an email to a restored site', (browserFixture) => {
  let sandbox: Sandbox;
  let client: Page;
  let accountId = '';

  beforeAll(async () => {
    ({ sandbox } = browserFixture);
    await sandbox.patch(`/v1/sites/${sandbox.owner.site}`, {
      settings: { paymentInstructions: 'IBAN GB33 BUKB 2020 1555 5555 55' },
    });
    const plan = await sandbox.post<{ id: string }>('/v1/plans', {
      name: 'Studio hosting',
      currency: 'EUR',
      recurring: [{ id: 'hosting', name: 'Hosting', amount: '30.00', timing: 'arrears' }],
    });
    const account = await sandbox.post<{ id: string }>('/v1/accounts', {
      name: 'Marlow Ceramics',
      email: EMAIL,
      currency: 'EUR',
      timeZone: 'UTC',
      billingDay: 1,
      creditLimit: '40.00',
      plans: [plan.id],
      sites: [{ slug: 'marlow', name: HOST, hostnames: [HOST] }],
    });
    accountId = account.id;
    for (let weeks = 0; weeks < 16 && (await gateSays(sandbox, HOST)) === 204; weeks += 1) {
      await sandbox.advance('P7D');
    }
    client = await browserFixture.openBrowserPage();
  });

  /** The last link of its kind that came by email. */
  const linkIn = async (pattern: RegExp): Promise<string> => {
    const mails = await sandbox.mailsTo(EMAIL);
    const links = mails.flatMap(({ text }) => pattern.exec(text)?.[0] ?? []);
    return links.at(-1) ?? '';
  };

  it('follows the email’s link to what it takes, with no login', async () => {
    expect(await gateSays(sandbox, HOST)).toBe(403);
    const link = await linkIn(/https?:\/\/\S+\/pay\/[\w.~-]+/);
    expect(link).toContain('/pay/');
    expect((await client.goto(link))?.status()).toBe(200);
    const text = await client.locator('main').textContent();
    expect(text).toContain(HOST);
    expect(text).toContain('IBAN GB33 BUKB 2020 1555 5555 55');
    expect(text).toMatch(/€\d+\.\d\d/);
    expect(text).not.toContain(EMAIL);
    expect(await findFaults(client)).toEqual([]);
  });

  it('gets in by a link to a password of their own', async () => {
    await client.goto('/sites/marlow/login');
    expect(await findFaults(client)).toEqual([]);
    await follow(client, 'Forgot your password?');
    await fill(client, { Email: EMAIL });
    await press(client, 'Send link');
    const pattern = /https?:\/\/\S+\/link\/\S+/;
    await expect.poll(() => linkIn(pattern)).toContain('/link/');
    await client.goto(await linkIn(pattern));
    await fill(client, { Password: PASSWORD });
    expect(await findFaults(client)).toEqual([]);
    await press(client, 'Save password');
    await fill(client, { Email: EMAIL, Password: PASSWORD });
    await press(client, 'Log in');
    expect(await headline(client)).toBe('Your site is suspended');
    expect(await findFaults(client)).toEqual([]);
  });

  it('reads the statement of a month as a PDF', async () => {
    await client.goto('/sites/marlow/statements');
    expect(await findFaults(client)).toEqual([]);
    const href = await client.getByRole('link', { name: /^PDF/ }).first().getAttribute('href');
    const pdf = await client.request.get(href ?? '');
    expect(pdf.headers()['content-type']).toBe('application/pdf');
    expect((await pdf.body()).subarray(0, 4).toString()).toBe('%PDF');
  });

  it('pays by transfer, which the owner records, and is back', async () => {
    await client.goto('/sites/marlow/');
    await follow(client, /^Pay /);
    const amount = /^([\d.]+) EUR reactivates all sites$/.exec(await headline(client))?.[1] ?? '';
    expect(amount).not.toBe('');
    const owner = await browserFixture.openBrowserPage();
    await logIn(owner, `/sites/${sandbox.owner.site}/console/accounts/${accountId}/payments`, sandbox);
    await fill(owner, { 'Amount in EUR': amount, 'Reference (optional)': 'Transfer of Marlow' });
    await press(owner, 'Record payment');
    await expect.poll(() => gateSays(sandbox, HOST)).toBe(204);
    await owner.context().close();
    await client.goto('/sites/marlow/');
    expect(await headline(client)).not.toContain('suspended');
    expect(await findFaults(client)).toEqual([]);
  });
});
