import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../setup/sandbox.js';
import {
  account,
  charge,
  entries,
  eventually,
  inState,
  emailKinds,
  openAccount,
  pay,
  recurringPlan,
  unique,
  visit,
  type Entry,
} from './account.js';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox('--now', '2031-01-05T00:00:00Z');
  // One client after the other is suspended here within the hour, which is more than the breaker lets pass.
  await sandbox.patch(`/v1/sites/${sandbox.owner.site}`, { settings: { breakerPercent: '100' } });
});

afterAll(async () => {
  expect(await sandbox.stop()).toEqual({ code: 0, left: [] });
});

function siteOf(slug: string): Record<string, unknown> {
  return { slug, name: slug, hostnames: [`${slug}.example`] };
}

async function openWithHost(wanted: Record<string, unknown> = {}) {
  const slug = unique('shop');
  const opened = await openAccount(sandbox, {
    email: `${slug}@example.com`,
    creditLimit: '10.00',
    sites: [siteOf(slug)],
    ...wanted,
  });
  return { ...opened, slug, host: `${slug}.example` };
}

async function gateSays(host: string, status: number): Promise<number> {
  return eventually(
    () => visit(sandbox, host),
    (answer) => answer === status,
  );
}

describe('the limit', () => {
  it('is not reached at exactly 0 but one cent later, and a payment of exactly the shortfall reactivates the site', async () => {
    const { id, host, email } = await openWithHost();
    await charge(sandbox, id, '10.00');
    await sandbox.advance('P1D');
    expect(await account(sandbox, id)).toMatchObject({ headroom: '0.00', state: 'active' });
    expect(await visit(sandbox, host)).toBe(204);

    await charge(sandbox, id, '2.00');
    expect(await inState(sandbox, id, 'suspended')).toMatchObject({ headroom: '-2.00', state: 'suspended' });
    expect(await gateSays(host, 403)).toBe(403);

    await sandbox.advance('PT10M');
    await pay(sandbox, id, '1.99');
    await sandbox.advance('PT10M');
    expect(await account(sandbox, id)).toMatchObject({ headroom: '-0.01', state: 'suspended' });
    expect(await gateSays(host, 403)).toBe(403);
    const short = (await sandbox.mailsTo(email)).find(({ text }) => text.includes('1.99'));
    expect(short?.text).toContain('€0.01');

    await pay(sandbox, id, '0.01');
    expect(await inState(sandbox, id, 'active')).toMatchObject({ headroom: '0.00', state: 'active' });
    expect(await gateSays(host, 204)).toBe(204);
    await sandbox.advance('PT10M');
    expect((await emailKinds(sandbox, id)).sort()).toEqual([
      'reactivated',
      'receipt',
      'receipt',
      'suspended',
    ]);
    expect((await account(sandbox, id)).sites[0]?.state).toBe('active');
  });

  it('suspends and reactivates every site of the account, and no other', async () => {
    const slugs = [unique('many'), unique('many'), unique('many')];
    const { id } = await openAccount(sandbox, { creditLimit: '1.00', sites: slugs.map(siteOf) });
    const { host: neighbour } = await openWithHost();
    await charge(sandbox, id, '1.01');
    for (const slug of slugs) expect(await gateSays(`${slug}.example`, 403)).toBe(403);
    expect(await visit(sandbox, neighbour)).toBe(204);
    await sandbox.advance('PT10M');
    await pay(sandbox, id, '5.00');
    for (const slug of slugs) expect(await gateSays(`${slug}.example`, 204)).toBe(204);
    await sandbox.advance('PT10M');
    expect((await emailKinds(sandbox, id)).filter((kind) => kind === 'suspended')).toHaveLength(1);
  });

  it('moves with the credit limit', async () => {
    const { id, host } = await openWithHost();
    await charge(sandbox, id, '5.00');
    await sandbox.patch(`/v1/accounts/${id}`, { creditLimit: '4.99' });
    expect((await inState(sandbox, id, 'suspended')).state).toBe('suspended');
    await sandbox.patch(`/v1/accounts/${id}`, { creditLimit: '5.00' });
    expect((await inState(sandbox, id, 'active')).state).toBe('active');
    expect(await gateSays(host, 204)).toBe(204);
  });

  it('may require a positive balance', async () => {
    const { id } = await openWithHost({ creditLimit: '-20.00' });
    expect(await inState(sandbox, id, 'suspended')).toMatchObject({ headroom: '-20.00', state: 'suspended' });
    await pay(sandbox, id, '20.00');
    expect(await inState(sandbox, id, 'active')).toMatchObject({ headroom: '0.00', state: 'active' });
  });

  it('does not count what is in dispute, and does when the dispute is dismissed', async () => {
    const { id, host } = await openWithHost();
    const disputed = await charge(sandbox, id, '30.00');
    expect((await inState(sandbox, id, 'suspended')).state).toBe('suspended');
    await sandbox.post(`/v1/entries/${disputed.id}/dispute`, { reason: 'Never ordered' });
    expect((await inState(sandbox, id, 'active')).state).toBe('active');
    expect(await gateSays(host, 204)).toBe(204);
    await sandbox.post(`/v1/entries/${disputed.id}/resolve`, { outcome: 'dismissed' });
    expect((await inState(sandbox, id, 'suspended')).state).toBe('suspended');
    await sandbox.post<Entry>(`/v1/entries/${disputed.id}/reverse`, { reason: 'Let it be' });
    expect(await inState(sandbox, id, 'active')).toMatchObject({ state: 'active', balance: '0.00' });
  });

  it('is reached again when the payment that lifted it is reversed', async () => {
    const { id } = await openWithHost({ creditLimit: '0.00' });
    const payment = await pay(sandbox, id, '50.00');
    await charge(sandbox, id, '50.00');
    await sandbox.post(`/v1/entries/${payment.id}/reverse`, { reason: 'Bounced' });
    expect(await inState(sandbox, id, 'suspended')).toMatchObject({ state: 'suspended', balance: '-50.00' });
  });
});

describe('the gate', () => {
  it('responds 403 to a proxy, and 503 with the page and Retry-After where the page is requested', async () => {
    const { id, host } = await openWithHost();
    await charge(sandbox, id, '11.00');
    await inState(sandbox, id, 'suspended');
    expect(await gateSays(host, 403)).toBe(403);
    const ask = (path: string, headers: Record<string, string>) =>
      sandbox.send<string>('GET', path, undefined, { authorization: '', ...headers });
    const closed = await ask('/gate', { 'x-forwarded-host': host });
    expect(closed.headers.get('x-sitetab-state')).toBe('suspended');
    const page = await ask('/gate?answer=page', { 'x-forwarded-host': host });
    expect([page.status, page.headers.get('content-type')]).toEqual([
      503,
      expect.stringContaining('text/html'),
    ]);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(page.body).toContain('<html');
    expect(page.body).not.toContain('1.00');
    for (const spelled of [host.toUpperCase(), `${host}:443`, `${host}.`]) {
      expect((await ask('/gate', { 'x-forwarded-host': spelled })).status, spelled).toBe(403);
    }
    expect((await ask('/gate', { 'x-forwarded-host': `www.${host}` })).headers.get('x-sitetab-state')).toBe(
      'unknown',
    );
    expect((await ask('/gate', { 'x-forwarded-host': 'nobody.example' })).status).toBe(204);
  });
});

describe('the gate’s own process', () => {
  const ask = async (host: string, query = ''): Promise<Response> =>
    fetch(sandbox.gateUrl + query, { headers: { 'x-forwarded-host': host } });
  const says = (host: string, status: number): Promise<number> =>
    eventually(
      async () => (await ask(host)).status,
      (answer) => answer === status,
    );

  it('keeps a suspended site closed, with its page, while everything else stands still', async () => {
    const { id, host } = await openWithHost();
    const other = await openWithHost();
    await charge(sandbox, id, '11.00');
    await inState(sandbox, id, 'suspended');
    expect(await says(host, 403)).toBe(403);
    expect(await (await ask(host, '?answer=page')).text()).toContain('/pay/');
    await sandbox.whileItStandsStill(async () => {
      for (let time = 0; time < 50; time += 1) {
        expect([(await ask(host)).status, (await ask(other.host)).status]).toEqual([403, 204]);
      }
      const page = await ask(host, '?answer=page');
      expect([page.status, page.headers.get('retry-after')]).toEqual([503, '3600']);
      expect(await page.text()).toContain(host);
    });
    await pay(sandbox, id, '20.00');
    expect(await says(host, 204)).toBe(204);
  });

  it('is restarted when it exits, and its first response is already correct', async () => {
    const { id, host } = await openWithHost();
    await charge(sandbox, id, '11.00');
    await inState(sandbox, id, 'suspended');
    expect(await says(host, 403)).toBe(403);
    sandbox.killGate();
    const first = await eventually(
      () =>
        ask(host).then(
          ({ status }) => status,
          () => 0,
        ),
      (status) => status !== 0,
    );
    expect(first).toBe(403);
  });
});

describe('a hold', () => {
  it('suspends by hand whatever is paid, until it is released', async () => {
    const { id, host } = await openWithHost();
    await pay(sandbox, id, '100.00');
    await sandbox.post(`/v1/accounts/${id}/hold`, { reason: 'Abuse report' });
    const held = await inState(sandbox, id, 'suspended');
    expect([held.state, held.hold?.reason]).toEqual(['suspended', 'Abuse report']);
    expect(await gateSays(host, 403)).toBe(403);
    await pay(sandbox, id, '100.00');
    await sandbox.advance('P2D');
    expect((await account(sandbox, id)).state).toBe('suspended');
    await sandbox.post(`/v1/accounts/${id}/release`, {});
    expect(await inState(sandbox, id, 'active')).toMatchObject({ state: 'active', hold: null });
    expect(await gateSays(host, 204)).toBe(204);
  });

  it('that is released leaves a site suspended that has reached its limit', async () => {
    const { id, host } = await openWithHost();
    await sandbox.post(`/v1/accounts/${id}/hold`, { reason: 'Look first' });
    await charge(sandbox, id, '20.00');
    await sandbox.post(`/v1/accounts/${id}/release`, {});
    await sandbox.advance('PT10M');
    expect((await account(sandbox, id)).state).toBe('suspended');
    expect(await gateSays(host, 403)).toBe(403);
  });
});

describe('an exemption', () => {
  it('keeps the site up until that instant and not a minute longer', async () => {
    const { id, host } = await openWithHost();
    await charge(sandbox, id, '20.00');
    await inState(sandbox, id, 'suspended');
    const until = new Date(Date.parse(await sandbox.now()) + 3 * 86_400_000).toISOString();
    await sandbox.post(`/v1/accounts/${id}/exempt`, { until });
    expect(await inState(sandbox, id, 'active')).toMatchObject({ state: 'active', exemptUntil: until });
    expect(await gateSays(host, 204)).toBe(204);
    await sandbox.advanceTo(new Date(Date.parse(until) - 60_000).toISOString());
    expect((await account(sandbox, id)).state).toBe('active');
    await sandbox.advanceTo(new Date(Date.parse(until) + 60_000).toISOString());
    expect((await account(sandbox, id)).state).toBe('suspended');
    expect(await gateSays(host, 403)).toBe(403);
  });

  it('does not open a site on hold', async () => {
    const { id, host } = await openWithHost();
    await sandbox.post(`/v1/accounts/${id}/hold`, { reason: 'Abuse report' });
    await inState(sandbox, id, 'suspended');
    const until = new Date(Date.parse(await sandbox.now()) + 86_400_000).toISOString();
    await sandbox.post(`/v1/accounts/${id}/exempt`, { until });
    await sandbox.advance('PT10M');
    expect((await account(sandbox, id)).state).toBe('suspended');
    expect(await gateSays(host, 403)).toBe(403);
  });

  it('cannot lie in the past', async () => {
    const { id } = await openWithHost();
    const until = '2020-01-01T00:00:00Z';
    expect([400, 422]).toContain((await sandbox.send('POST', `/v1/accounts/${id}/exempt`, { until })).status);
  });
});

describe('closing', () => {
  it('settles what is open, ends the charges and stays closed', async () => {
    const plan = await recurringPlan(sandbox, '31.00', 'arrears');
    const { id } = await openWithHost({ plans: [plan], creditLimit: '1000.00' });
    await sandbox.advance('P2D');
    const accrued = (await account(sandbox, id)).accrued;
    await sandbox.post(`/v1/accounts/${id}/close`, {});
    await sandbox.advance('PT2H');
    const closed = await account(sandbox, id);
    expect(closed).toMatchObject({ state: 'closed', accrued: '0.00' });
    expect(Number(closed.balance)).toBeLessThanOrEqual(-Number(accrued));
    const before = await entries(sandbox, id);
    await sandbox.advance('P60D');
    expect(await entries(sandbox, id)).toEqual(before);
    const again = await sandbox.send('POST', `/v1/accounts/${id}/close`, {});
    expect(again.status).toBeLessThan(500);
    const late = await sandbox.send('POST', `/v1/accounts/${id}/payments`, {
      amount: '1.00',
      method: 'bank',
      reference: 'late',
    });
    expect(late.status).toBeLessThan(500);
  });
});

describe('the webhook connector', () => {
  const secret = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`;
  const received: {
    type: string;
    site: string;
    headers: IncomingHttpHeaders;
    body: string;
    answered: number;
  }[] = [];
  let server: Server;
  let failing = false;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (bytes: Buffer) => (body += bytes.toString()));
      request.on('end', () => {
        const answered = failing ? 500 : 200;
        const { type, data, site } = JSON.parse(body) as {
          type: string;
          data?: { site?: string };
          site?: string;
        };
        received.push({ type, site: data?.site ?? site ?? '', headers: request.headers, body, answered });
        response.writeHead(answered).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const orders = (): string[] =>
    received.filter(({ type }) => type !== 'site.status').map(({ type, answered }) => `${type} ${answered}`);

  it('signs every command, retries failures, and accepts a receiver that never reports the state', async () => {
    const slug = unique('hook');
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/hook`;
    const { id } = await openAccount(sandbox, {
      creditLimit: '10.00',
      sites: [{ ...siteOf(slug), connector: { kind: 'webhook', url, secret } }],
    });
    failing = true;
    await charge(sandbox, id, '11.00');
    await eventually(
      () => Promise.resolve(received.length),
      (count) => count > 0,
    );
    expect((await account(sandbox, id)).state).toBe('suspended');
    failing = false;
    await sandbox.advance('P1D');
    expect(new Set(orders().slice(0, -1))).toEqual(new Set(['site.suspend 500']));
    expect(orders().at(-1)).toBe('site.suspend 200');
    await pay(sandbox, id, '1.00');
    await inState(sandbox, id, 'active');
    await sandbox.advance('PT10M');
    expect(orders().at(-1)).toBe('site.reactivate 200');
    for (const { headers, body } of received) {
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      const signature = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
      expect(String(headers['webhook-signature']).split(' ')).toContain(signature);
    }
    expect((await account(sandbox, id)).sites[0]).toMatchObject({ state: 'active', confirmed: true });
  });
});
