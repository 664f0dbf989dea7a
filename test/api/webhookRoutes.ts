import { expect } from 'vitest';
import { startReceiver } from '../connectors/receiver.js';
import { type ApiFixture, open } from './fixture.js';

/** Adds a webhook endpoint and manages it by every route. */
export async function showWebhookRoutes(api: ApiFixture): Promise<void> {
  const receiver = await startReceiver((_message, response) => response.writeHead(200).end());
  const base = '/v1/webhook-endpoints';
  const wrong = await api.post(base, { url: 'ftp://hooks.example' });
  expect(wrong.body).toMatchObject({ errors: [{ field: 'url' }] });
  const made = await api.post(base, { url: receiver.url, types: ['payment.received'] });
  expect(made).toMatchObject({ status: 201, body: { enabled: true, types: ['payment.received'] } });
  expect(made.body.secret).toMatch(/^whsec_/);
  const endpoint = `${base}/${made.body.id}`;
  const listed = await api.get(base);
  expect(listed.body.data).toMatchObject([{ url: receiver.url }]);
  expect(JSON.stringify(listed.body)).not.toContain('secret');
  const { id } = await open(api);
  await api.post(`/v1/accounts/${id}/payments`, { amount: '5.00', method: 'bank' });
  const event = (await api.get('/v1/events?limit=200')).body.data.at(-1);
  expect(event).toMatchObject({
    type: 'payment.received',
    data: { accountId: id, entry: { amount: '5.00' } },
  });
  expect((await api.post(`${endpoint}/send`, {})).body).toMatchObject({ status: 200, eventId: null });
  expect((await api.post(`${endpoint}/send`, { eventId: event?.id })).body).toMatchObject({ status: 200 });
  expect(receiver.received.map(({ type }) => type)).toEqual(['test', 'payment.received']);
  expect(JSON.parse(receiver.received[1]?.body ?? '')).toEqual(event);
  expect((await api.get(`${endpoint}/answers`)).body.data).toMatchObject([
    { eventId: event?.id },
    { type: 'test' },
  ]);
  const rotated = await api.post(`${endpoint}/rotate-secret`, {});
  expect(rotated.body.secret).not.toBe(made.body.secret);
  const off = await api.ask(endpoint, { method: 'PATCH', body: { enabled: false, types: null } });
  expect(off.body).toMatchObject({ enabled: false, offReason: 'owner', types: null });
  expect((await api.ask(endpoint, { as: api.strangerKey, method: 'DELETE' })).status).toBe(404);
  expect((await api.ask(endpoint, { method: 'DELETE' })).status).toBe(204);
  await receiver.stop();
}
