import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../setup/sandbox.js';
import {
  account,
  entries,
  eventually,
  makePlan,
  openAccount,
  unique,
  unitPlan,
  use,
  type Verdict,
} from './account.js';

const DAY_MS = 86_400_000;

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox('--now', '2031-01-01T00:00:00Z');
});

afterAll(async () => {
  expect(await sandbox.stop()).toEqual({ code: 0, left: [] });
});

interface Opened {
  id: string;
  slug: string;
}

async function openOn(plan: string, wanted: Record<string, unknown> = {}): Promise<Opened> {
  const slug = unique('metered');
  const { id } = await openAccount(sandbox, {
    plans: [plan],
    creditLimit: '1000000.00',
    sites: [{ slug, name: slug, hostnames: [] }],
    ...wanted,
  });
  return { id, slug };
}

async function report(events: unknown[]): Promise<Verdict> {
  return sandbox.post<Verdict>('/v1/usage', { events });
}

async function accrued(id: string): Promise<string> {
  return (await account(sandbox, id)).accrued;
}

describe('a batch', () => {
  it('rejects each bad event by itself and counts the rest', async () => {
    const { id, slug } = await openOn(await unitPlan(sandbox, 'requests', '1'));
    const now = Date.parse(await sandbox.now());
    const at = (offsetMs: number): string => new Date(now + offsetMs).toISOString();
    const event = { source: 'log', site: slug, meter: 'requests', quantity: '1', time: at(0) };
    const verdict = await report([
      { ...event, id: 'a' },
      { ...event, id: 'a' },
      { ...event, id: 'a', quantity: '2' },
      { ...event, id: 'b', source: 'other', quantity: 2.5 },
      { ...event, id: 'c', site: 'nobody' },
      { ...event, id: 'd', meter: 'nothing' },
      { ...event, id: 'e', quantity: '-1' },
      { ...event, id: 'f', quantity: 'many' },
      { ...event, id: 'g', quantity: null },
      { ...event, id: 'h', time: at(6 * 60_000) },
      { ...event, id: 'i', time: at(4 * 60_000) },
      { ...event, id: 'j', time: at(-61 * DAY_MS) },
      { ...event, id: 'k', time: '2031-02-30T00:00:00Z' },
      { ...event, id: 'l', quantity: '0.0000000000001' },
      { ...event },
      null,
      'text',
      { ...event, id: 'm', quantity: '0.000000000001' },
    ]);
    expect(verdict.accepted).toBe(4);
    expect(verdict.duplicates).toBe(1);
    expect(verdict.rejected.map(({ index }) => index)).toEqual([2, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16]);
    for (const { reason } of verdict.rejected) expect(reason.length).toBeGreaterThan(5);
    expect(verdict.rejected[0]).toMatchObject({ index: 2, id: 'a' });
    expect(await accrued(id)).toBe('4.50');
    // The same again, later and alone: counted once for ever.
    expect(await report([{ ...event, id: 'a' }])).toEqual({ accepted: 0, duplicates: 1, rejected: [] });
    expect(await accrued(id)).toBe('4.50');
  });

  it('of ten thousand events is accepted, and one of ten thousand and one is rejected as a whole', async () => {
    const { id, slug } = await openOn(await unitPlan(sandbox, 'requests', '0.01'));
    const time = await sandbox.now();
    const events = Array.from({ length: 10_001 }, (_, index) => ({
      id: `n${index}`,
      source: slug,
      site: slug,
      meter: 'requests',
      quantity: '1',
      time,
    }));
    const tooMany = await sandbox.send('POST', '/v1/usage', { events });
    expect(tooMany.status).toBeGreaterThanOrEqual(400);
    expect(tooMany.status).toBeLessThan(500);
    expect(await report(events.slice(0, 10_000))).toEqual({ accepted: 10_000, duplicates: 0, rejected: [] });
    expect(await accrued(id)).toBe('100.00');
    expect(await report(events.slice(0, 10_000))).toEqual({ accepted: 0, duplicates: 10_000, rejected: [] });
    expect(await accrued(id)).toBe('100.00');
  });

  it('sent by ten at the same time counts once', async () => {
    const { id, slug } = await openOn(await unitPlan(sandbox, 'requests', '1'));
    const time = await sandbox.now();
    const events = Array.from({ length: 50 }, (_, index) => ({
      id: `same${index}`,
      source: slug,
      site: slug,
      meter: 'requests',
      quantity: '1',
      time,
    }));
    const verdicts = await Promise.all(Array.from({ length: 10 }, () => report([...events].reverse())));
    expect(verdicts.reduce((sum, verdict) => sum + verdict.accepted, 0)).toBe(50);
    expect(await accrued(id)).toBe('50.00');
  });

  it('may come as CloudEvents', async () => {
    const { id, slug } = await openOn(await unitPlan(sandbox, 'requests', '1'));
    const event = {
      specversion: '1.0',
      type: 'usage',
      source: 'cloud',
      subject: slug,
      time: await sandbox.now(),
      data: { site: slug, meter: 'requests', quantity: '3' },
    };
    const answer = await sandbox.send<Verdict>(
      'POST',
      '/v1/usage',
      [
        { ...event, id: '1' },
        { ...event, id: '1' },
        { ...event, id: '2', data: { ...event.data, meter: 'nothing' } },
      ],
      { 'content-type': 'application/cloudevents-batch+json' },
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ accepted: 1, duplicates: 1, rejected: [{ index: 2, id: '2' }] });
    expect(await accrued(id)).toBe('3.00');
  });

  it.each([[{}], [{ events: {} }], [{ events: null }], [[]], [{ events: [], more: 1 }]])(
    'of another shape is refused: %j',
    async (body) => {
      const answer = await sandbox.send('POST', '/v1/usage', body);
      expect([400, 422]).toContain(answer.status);
    },
  );
});

describe('meters', () => {
  it('are built in and can be added, by one name once', async () => {
    const meters = await sandbox.all<{ name: string }>('/v1/meters');
    expect(meters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['bandwidth', 'requests', 'storage']),
    );
    await sandbox.post('/v1/meters', { name: 'seats', aggregation: 'max' });
    const again = await sandbox.send('POST', '/v1/meters', { name: 'seats', aggregation: 'sum' });
    expect([409, 422]).toContain(again.status);
    const builtIn = await sandbox.send('POST', '/v1/meters', { name: 'requests', aggregation: 'sum' });
    expect([409, 422]).toContain(builtIn.status);
    const wrong = await sandbox.send('POST', '/v1/meters', { name: 'x', aggregation: 'median' });
    expect([400, 422]).toContain(wrong.status);
  });

  it('add up, take the most, the last, or the mean of the days’ most', async () => {
    const opened: { aggregation: string; id: string; slug: string }[] = [];
    for (const aggregation of ['sum', 'max', 'last', 'average']) {
      await sandbox.post('/v1/meters', { name: `m-${aggregation}`, aggregation });
      opened.push({ aggregation, ...(await openOn(await unitPlan(sandbox, `m-${aggregation}`, '1'))) });
    }
    await sandbox.advanceTo('2031-01-01T12:00:00Z');
    const sums = Object.fromEntries(opened.map(({ aggregation, id }) => [aggregation, id]));
    for (const { aggregation, slug } of opened) {
      const report = (quantity: string, time: string): Promise<unknown> =>
        use(sandbox, slug, `m-${aggregation}`, quantity, `2031-01-01T${time}:00Z`);
      await report('10', '08:00');
      await report('30', '07:00');
      await report('5', '09:00');
    }
    await sandbox.advanceTo('2031-02-02T00:00:00Z');
    const charged = async (aggregation: string): Promise<string[]> =>
      (await entries(sandbox, sums[aggregation] ?? '')).map(({ amount }) => amount);
    expect(await charged('sum')).toEqual(['-45.00']);
    expect(await charged('max')).toEqual(['-30.00']);
    expect(await charged('last')).toEqual(['-5.00']);
    // The mean may be over the days with a value or over all days of the period.
    expect(['-30.00', '-0.97']).toContain((await charged('average'))[0]);
  });

  it('of several sites are added up before the bands', async () => {
    const plan = await makePlan(sandbox, {
      usage: [
        {
          id: 'u',
          meter: 'requests',
          model: 'volume',
          bands: [{ unitPrice: '2', upTo: '10' }, { unitPrice: '1' }],
        },
      ],
    });
    const slugs = [unique('one'), unique('two')];
    const { id } = await openOn(plan, { sites: slugs.map((slug) => ({ slug, name: slug, hostnames: [] })) });
    for (const slug of slugs) await use(sandbox, slug, 'requests', '8');
    expect(await accrued(id)).toBe('16.00');
    const days = await sandbox.all<{ site: string; meter: string; total: string }>(
      `/v1/accounts/${id}/usage`,
    );
    expect(days.map(({ site, meter, total }) => `${site} ${meter} ${total}`).sort()).toEqual(
      slugs.map((slug) => `${slug} requests 8`).sort(),
    );
  });

  it('that only inform cost nothing', async () => {
    const meter = unique('info');
    await sandbox.post('/v1/meters', { name: meter, aggregation: 'sum', chargeable: false });
    const { slug, id } = await openOn(await unitPlan(sandbox, 'requests', '1'));
    expect(await use(sandbox, slug, meter, '1000')).toMatchObject({ accepted: 1 });
    expect(await accrued(id)).toBe('0.00');
  });

  it('count by the account’s local day', async () => {
    const { id, slug } = await openOn(await unitPlan(sandbox, 'requests', '1'), { timeZone: 'Asia/Kolkata' });
    await sandbox.advanceTo('2031-02-03T20:00:00Z');
    await use(sandbox, slug, 'requests', '1', '2031-02-03T18:29:59Z');
    await use(sandbox, slug, 'requests', '1', '2031-02-03T18:30:00Z');
    const days = await sandbox.all<{ day: string }>(`/v1/accounts/${id}/usage`);
    expect(days.map(({ day }) => day).sort()).toEqual(['2031-02-03', '2031-02-04']);
  });
});

describe('late usage', () => {
  it('is the difference, in the open period, at the old version’s prices, and earlier statements stay', async () => {
    await sandbox.advanceTo('2031-03-01T02:00:00Z');
    const bands = (second: string) => ({
      usage: [
        {
          id: 'u',
          meter: 'requests',
          model: 'graduated',
          bands: [{ unitPrice: '0', upTo: '100' }, { unitPrice: second }],
        },
      ],
    });
    const old = await makePlan(sandbox, bands('1'));
    const fresh = await makePlan(sandbox, bands('5'));
    const { id, slug } = await openOn(old);
    await sandbox.advanceTo('2031-03-10T00:00:00Z');
    await use(sandbox, slug, 'requests', '120', '2031-03-09T00:00:00Z');
    await sandbox.patch(`/v1/accounts/${id}`, { plans: [fresh] });
    await sandbox.advanceTo('2031-04-02T00:00:00Z');
    const lines = async (): Promise<string[]> =>
      (await entries(sandbox, id)).map(({ effectiveAt, amount }) => `${effectiveAt.slice(0, 10)} ${amount}`);
    expect(await lines()).toEqual(['2031-04-01 -20.00']);
    const statements = await sandbox.all<Record<string, unknown>>(`/v1/accounts/${id}/statements`);

    await use(sandbox, slug, 'requests', '30', '2031-03-20T00:00:00Z');
    await use(sandbox, slug, 'requests', '101', '2031-04-01T12:00:00Z');
    await sandbox.advanceTo('2031-05-02T00:00:00Z');
    // Thirty more of March at 1.00, one above the free ones of April at 5.00, each in a line of its own.
    expect((await lines()).map((line) => line.split(' ')[1]).sort()).toEqual(['-20.00', '-30.00', '-5.00']);
    const posted = await lines();
    expect(await sandbox.all(`/v1/accounts/${id}/statements`)).toEqual(expect.arrayContaining(statements));
    await sandbox.advanceTo('2031-06-02T00:00:00Z');
    expect(await lines()).toEqual(posted);
  });

  it('reduces the headroom before it is posted', async () => {
    const { id, slug } = await openOn(await unitPlan(sandbox, 'requests', '1'), { creditLimit: '20.00' });
    await sandbox.advanceTo('2031-07-02T00:00:00Z');
    await use(sandbox, slug, 'requests', '21', '2031-06-15T00:00:00Z');
    await sandbox.advance('PT2H');
    const state = await eventually(
      () => account(sandbox, id),
      (read) => read.state === 'suspended',
    );
    expect(state).toMatchObject({ state: 'suspended', headroom: '-1.00' });
  });
});

describe('ids', () => {
  it('may be any text', async () => {
    const { id, slug } = await openOn(await unitPlan(sandbox, 'requests', '1'));
    const odd = ["'; drop table x; --", 'ünïcödé 🦊', '%s%n', randomUUID()];
    for (const word of odd) {
      const event = {
        id: word,
        source: word,
        site: slug,
        meter: 'requests',
        quantity: '1',
        time: await sandbox.now(),
      };
      expect(await report([event, event])).toEqual({ accepted: 1, duplicates: 1, rejected: [] });
    }
    expect(await accrued(id)).toBe('4.00');
  });
});
