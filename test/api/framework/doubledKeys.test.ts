import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { findDoubledKey } from '../../../api/http/request/doubledKeys.js';
import { type ApiFixture, createApiFixture, open } from '../fixture.js';

describe('a duplicated JSON field is found', () => {
  it.each([
    ['{"a":1,"a":2}', ['a']],
    ['{"a":1, "b":{"c":[1,{"d":"x","d" : 2}]}}', ['b', 'c', 1, 'd']],
    ['{"a":1,"\\u0061":2}', ['a']],
    ['[{"a":1},{"a":1,"b":",","a":1}]', [1, 'a']],
    ['{"__proto__":1,"__proto__":1}', ['__proto__']],
  ])('in %s', (text, path) => {
    expect(findDoubledKey(text)).toEqual(path);
  });

  it.each([
    '{"a":"a","b":"a"}',
    '{"a":{"a":{"a":1}}}',
    '{"a\\"":1,"a":2}',
    '["a","a"]',
    '{"a',
    '',
    '}{',
    '"a":"a"',
  ])('and nowhere in %s', (text) => {
    expect(findDoubledKey(text)).toBeUndefined();
  });

  it('nowhere in what JSON writes, and always where a field is repeated', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(), (value, pick) => {
        const text = JSON.stringify(value);
        expect(findDoubledKey(text)).toBeUndefined();
        const keys = Object.keys(value);
        const key = keys[pick % keys.length] ?? '';
        expect(findDoubledKey(`${text.slice(0, -1)},${JSON.stringify(key)}:0}`)).toEqual([key]);
      }),
    );
  });

  it('never with a failure, whatever it is given', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', 'a', ' ', '\\u12');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        findDoubledKey(parts.join(''));
      }),
    );
  });
});

describe('a request with a duplicated amount', () => {
  let api: ApiFixture;
  beforeAll(async () => {
    api = await createApiFixture();
  });

  it('is found in a body with as many values as any route accepts', async () => {
    const all = Array.from({ length: 10_000 }, (_, index) => String(index));
    const events = all.map((id) => ({ source: 'log', id, reason: 'counted twice' }));
    expect((await api.post('/v1/usage/void', { events })).status).toBe(200);
    const quarters = all.map((site) => ({ site, at: '2026-03-10T08:00:00Z' }));
    expect((await api.post('/v1/usage/sources', { source: 'log', quarters })).status).toBe(200);
  });

  it('is refused by name, and nothing is posted', async () => {
    const { id } = await open(api);
    const raw = '{"amount":"1.00","method":"bank","amount":"1000.00"}';
    const answered = await api.ask(`/v1/accounts/${id}/payments`, { method: 'POST', raw });
    expect(answered.status).toBe(400);
    expect(answered.body.errors).toEqual([{ field: 'amount', reason: 'is given twice' }]);
    expect((await api.get(`/v1/accounts/${id}/entries`)).body.data).toEqual([]);
  });
});
