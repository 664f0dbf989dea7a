import { CloudEvent, HTTP } from 'cloudevents';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiFixture, createApiFixture } from '../fixture.js';

let api: ApiFixture;

beforeAll(async () => {
  api = await createApiFixture();
  const sites = [{ slug: 'shop', name: 'Shop', hostnames: [] }];
  await api.fixture.open({ timeZone: 'UTC', sites }, '2026-03-01T00:00:00Z');
});
afterAll(() => {
  expect(api.logged).toEqual([]);
});

const event = (changes: object = {}) => ({
  id: '1',
  source: 'log',
  site: 'shop',
  meter: 'requests',
  quantity: 1,
  time: '2026-03-10T11:00:00Z',
  ...changes,
});

it('gives each event its verdict, and counts the rest', async () => {
  const bad: readonly (readonly [unknown, string])[] = [
    [null, 'id must be a text of 1 to 255 characters'],
    ['event', 'id must be a text of 1 to 255 characters'],
    [[], 'id must be a text of 1 to 255 characters'],
    [event({ id: '' }), 'id must be a text of 1 to 255 characters'],
    [event({ id: 'a\0' }), 'id must be a text of 1 to 255 characters'],
    [event({ id: '\ud800' }), 'id must be a text of 1 to 255 characters'],
    [event({ source: 7 }), 'source must be a text of 1 to 255 characters'],
    [event({ site: 'a\0' }), 'unknown site "a\\u0000"'],
    [event({ site: 'elsewhere' }), 'unknown site "elsewhere"'],
    [event({ meter: 'constructor' }), 'unknown meter "constructor"'],
    [event({ quantity: -1 }), 'quantity must be a number of zero or more with at most 12 decimals'],
    [event({ quantity: null }), 'quantity must be a number of zero or more with at most 12 decimals'],
    [
      event({ quantity: '1.0000000000001' }),
      'quantity must be a number of zero or more with at most 12 decimals',
    ],
    [event({ time: '2026-02-30T00:00:00Z' }), 'time must be an instant like 2026-03-01T12:00:00Z'],
    [event({ time: '2026-03-10T12:06:00Z' }), 'time is more than 5 minutes in the future'],
    [event({ time: '2026-01-01T00:00:00Z' }), 'time is more than 60 days ago'],
    [event({ colour: 'red' }), 'unknown field "colour"'],
  ];
  const events = [event(), ...bad.map(([given]) => given), event(), event({ id: '2', quantity: '0.5' })];
  const { status, body } = await api.post('/v1/usage', { events });
  expect(status).toBe(200);
  expect(body).toMatchObject({ accepted: 2, duplicates: 1 });
  expect(body.rejected.map(({ index, reason }) => [index, reason])).toEqual(
    bad.map(([, reason], index) => [index + 1, reason]),
  );
  const again = await api.post('/v1/usage', { events: [event(), event({ quantity: 9 })] });
  expect(again.body).toMatchObject({ accepted: 0, duplicates: 1, rejected: [{ index: 1, id: '1' }] });
});

it('takes CloudEvents one by one and in batches, as others send them', async () => {
  const cloud = (id: string, more: object = {}) =>
    new CloudEvent({
      id,
      source: '/collector',
      type: 'com.agency.usage',
      time: '2026-03-10T11:00:00.000Z',
      datacontenttype: 'application/json',
      data: { site: 'shop', meter: 'bandwidth', quantity: '1500' },
      ...more,
    });
  const one = HTTP.structured(cloud('a'));
  const single = await api.ask('/v1/usage', {
    method: 'POST',
    raw: String(one.body),
    type: String(one.headers['content-type']),
  });
  expect(single).toMatchObject({ status: 200, body: { accepted: 1, duplicates: 0, rejected: [] } });
  const batch = [
    cloud('a'),
    cloud('b', { subject: 'shop', data: { meter: 'bandwidth', quantity: 5 } }),
    { ...cloud('c').toJSON(), specversion: '0.3' },
    { ...cloud('d').toJSON(), data: 'text' },
  ];
  const type = 'application/cloudevents-batch+json; charset=utf-8';
  const many = await api.ask('/v1/usage', { method: 'POST', body: batch, type });
  expect(many.body).toMatchObject({
    accepted: 1,
    duplicates: 1,
    rejected: [
      { index: 2, reason: 'id must be a text of 1 to 255 characters' },
      { index: 3, id: 'd', reason: expect.stringMatching(/unknown site/) as unknown },
    ],
  });
});

it('takes 10,000 events and no more', async () => {
  const events = Array.from({ length: 10_001 }, (_, index) => event({ id: `many-${index}` }));
  const refused = await api.post('/v1/usage', { events });
  expect(refused).toMatchObject({ status: 413, body: { errors: [{ field: 'events' }] } });
  const taken = await api.post('/v1/usage', { events: events.slice(1) });
  expect(taken.body).toEqual({ accepted: 10_000, duplicates: 0, rejected: [] });
});

it.each([
  [{}, 'events', 'must be a list'],
  [{ events: {} }, 'events', 'must be a list'],
  [{ events: [], source: 'x' }, 'source', 'is not a known field'],
  [[], 'body', 'must be an object with a list of events'],
])('refuses %j', async (body, field, reason) => {
  const answer = await api.post('/v1/usage', body);
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ field, reason }] } });
});
