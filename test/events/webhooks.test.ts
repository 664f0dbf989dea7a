import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventResponse } from '../../api/v1/events/eventShapes.js';
import { deliverEvents } from '../../src/events/deliverEvents.js';
import { loadEvents } from '../../src/events/loadEvents.js';
import {
  addEndpoint,
  changeEndpoint,
  type EndpointInput,
  loadAnswers,
  loadEndpoint,
  removeEndpoint,
  rotateSecret,
  sendAgain,
  sendTest,
} from '../../src/events/manageEndpoints.js';
import type { WebhookSettings } from '../../src/events/postEvent.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { numberEvents } from '../../src/store/events/events.js';
import { startReceiver } from '../connectors/receiver.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let status = 200;
beforeAll(async () => {
  fixture = await createFixture(12);
  receiver = await startReceiver((_message, response) => response.writeHead(status).end('{}'));
});
afterAll(() => receiver.stop());
beforeEach(async () => {
  status = 200;
  await fixture.database.sql`delete from webhook_endpoints`;
  receiver.received.length = 0;
});

const NOW = '2026-01-05T00:00:00Z';
/** The wall clock, so many milliseconds later. */
const tools = (later = 0, webhooks: WebhookSettings = { allowPrivate: true }) => {
  const context = fixture.at(NOW);
  return { ...context, wallNow: context.wallNow + later, webhooks };
};
const deliver = (later = 0) => deliverEvents(tools(later), eventResponse);
const add = async (input: Partial<EndpointInput> = {}) =>
  granted(await addEndpoint(tools(), { url: receiver.url, ...input }));
const open = () => fixture.open({ creditLimit: '100.00' }, '2026-01-01T00:00:00Z');
const pay = async (id: string, amount = '1.00') =>
  granted(await recordPayment(fixture.at(NOW), id, { amount, method: 'bank' }));
const sent = () =>
  receiver.received.map(({ body }) => JSON.parse(body) as { id: string; data: { entry: { id: string } } });

describe('the list of events', () => {
  it('has every payment once, without gaps, while payments are posted and events are numbered at once', async () => {
    const ids = await Promise.all(Array.from({ length: 4 }, open));
    const before = await loadEvents(fixture.at(NOW), { limit: 999 });
    const paid = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const entry = await pay(ids[index % 4] ?? '', '2.00');
        await numberEvents(fixture.database.sql, fixture.siteId);
        return entry.id;
      }),
    );
    const events = await loadEvents(fixture.at(NOW), { limit: 999 });
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
    const fresh = events.slice(before.length).map(({ entry }) => entry?.id);
    expect(fresh.sort()).toEqual(paid.sort());
  });
});

describe('a webhook endpoint', () => {
  it('gets the events that it wants from now on, in their order, signed', async () => {
    const id = await open();
    await pay(id);
    const { secret } = await add({ types: ['payment.received'] });
    const first = await pay(id, '3.00');
    granted(
      await postCharge(fixture.at(NOW), id, { amount: '1.00', description: 'A form', category: 'design' }),
    );
    const second = await pay(id, '4.00');
    await deliver();
    await deliver();
    expect(sent().map(({ data }) => data.entry.id)).toEqual([first.id, second.id]);
    const [message] = receiver.received;
    const verified = new Webhook(secret).verify(
      message?.body ?? '',
      message?.headers as Record<string, string>,
    );
    expect(verified).toMatchObject({
      ...{ type: 'payment.received', at: '2026-01-05T00:00:00.000Z' },
      data: { accountId: id, entry: { amount: '3.00', balanceAfter: '4.00' } },
    });
    expect(message?.headers['webhook-id']).toBe(sent()[0]?.id);
  });

  it('that does not answer gets the same event after growing pauses, and no later one before it', async () => {
    const id = await open();
    const { endpoint } = await add();
    await pay(id, '5.00');
    await pay(id, '6.00');
    status = 500;
    await deliver();
    await deliver();
    expect(sent()).toHaveLength(1);
    await deliver(6_000);
    await deliver(6_000);
    expect(sent()).toHaveLength(2);
    status = 204;
    await deliver(120_000);
    const [first, again, at, next, ...others] = sent().map((message) => message.id);
    expect([again, at, others]).toEqual([first, first, []]);
    expect(next).not.toBe(first);
    expect(await loadEndpoint(tools(), endpoint.id)).toMatchObject({ failures: 0, failingSince: null });
    const answers = granted(await loadAnswers(tools(), endpoint.id, 10));
    expect(answers.map((answer) => answer.status)).toEqual([204, 204, 500, 500]);
  });

  it('is turned off after five days, or when it is gone, by one email, and goes on where it stopped', async () => {
    const { sql } = fixture.database;
    const id = await open();
    const { endpoint } = await add();
    const missed = await pay(id, '7.00');
    status = 503;
    await deliver();
    await sql`update webhook_endpoints set failing_since = now() - interval '5 days', retry_at = null`;
    await deliver();
    await deliver(9_000_000);
    expect(sent()).toHaveLength(2);
    expect(await loadEndpoint(tools(), endpoint.id)).toMatchObject({ offReason: 'failed' });
    const emails = await sql<{ content: object }[]>`select content from emails where kind = 'webhook-off'`;
    expect(emails).toMatchObject([{ content: { answer: '503', isGone: false } }]);
    status = 200;
    granted(await changeEndpoint(tools(), endpoint.id, { enabled: true }));
    await deliver();
    expect(sent().at(-1)?.data.entry.id).toBe(missed.id);
    status = 410;
    await pay(id);
    await deliver();
    expect(await loadEndpoint(tools(), endpoint.id)).toMatchObject({ offReason: 'gone' });
  });

  it('gets both signatures for a day after its secret was replaced', async () => {
    const { endpoint, secret } = await add();
    const { secret: next } = granted(await rotateSecret(tools(), endpoint.id));
    const verify = async (later: number, by: string) => {
      granted(await sendTest(tools(later), endpoint.id));
      const message = receiver.received.at(-1);
      const headers = message?.headers as Record<string, string>;
      // The library refuses times far from now; the signature is what counts.
      const at = new Date(Number(headers['webhook-timestamp']) * 1000);
      const own = new Webhook(by).sign(headers['webhook-id'] ?? '', at, message?.body ?? '');
      return (headers['webhook-signature'] ?? '').split(' ').includes(own);
    };
    expect([await verify(0, secret), await verify(0, next)]).toEqual([true, true]);
    expect([await verify(86_500_000, secret), await verify(86_500_000, next)]).toEqual([false, true]);
  });

  it('gets a test and an event again at once, also while it is off, and never another tenant’s', async () => {
    const { endpoint } = await add();
    const entry = await pay(await open());
    granted(await changeEndpoint(tools(), endpoint.id, { enabled: false }));
    await deliver();
    expect(sent()).toEqual([]);
    const [event] = (await loadEvents(fixture.at(NOW), { limit: 999 })).slice(-1);
    expect(event?.entry?.id).toBe(entry.id);
    const eventId = event?.id ?? '';
    expect(await sendAgain(tools(), endpoint.id, eventId, eventResponse)).toMatchObject({ status: 200 });
    expect(await sendTest(tools(), endpoint.id)).toMatchObject({ status: 200, eventId: null });
    expect(receiver.received.map(({ type }) => type)).toEqual(['payment.received', 'test']);
    const foreign = { ...tools(), siteId: endpoint.id };
    for (const refused of [
      await sendTest(foreign, endpoint.id),
      await sendAgain(tools(), endpoint.id, 'x', eventResponse),
      await changeEndpoint(foreign, endpoint.id, { enabled: true }),
      await removeEndpoint(foreign, endpoint.id),
    ])
      expect(refused).toMatchObject({ refused: 'not_found' });
  });

  it('may not be in the network of this server, by address or by name, nor have a wrong URL', async () => {
    const guarded = { allowPrivate: false };
    for (const url of [
      receiver.url,
      'http://[::1]/',
      'ftp://hooks.example/',
      'https://a:b@hooks.example/',
      '',
    ])
      expect(isRefusal(await addEndpoint(tools(0, guarded), { url }))).toBe(true);
    const url = receiver.url.replace('127.0.0.1', 'hooks.example');
    const { endpoint } = granted(await addEndpoint(tools(0, guarded), { url }));
    const inside = { ...guarded, resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]) };
    expect(await sendTest(tools(0, inside), endpoint.id)).toMatchObject({
      status: null,
      error: expect.stringContaining('not on the public internet') as string,
    });
    expect(receiver.received).toEqual([]);
  });

  it('is one of ten at most, also when many are added at once', async () => {
    const added = await Promise.all(
      Array.from({ length: 14 }, () => addEndpoint(tools(), { url: receiver.url })),
    );
    expect(added.filter((outcome) => !isRefusal(outcome))).toHaveLength(10);
  });
});
