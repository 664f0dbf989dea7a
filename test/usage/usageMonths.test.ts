import { beforeAll, expect, it } from 'vitest';
import { addMonthsAhead, findMissingMonth } from '../../src/usage/usageMonths.js';
import { recordUsage } from '../../src/usage/recordUsage.js';
import { voidUsage } from '../../src/usage/voidUsage.js';
import { event, slugOf } from '../setup/activities.js';
import { createFixture, type Fixture } from '../setup/fixture.js';

const NOW = '2031-03-10T12:00:00Z';
let fixture: Fixture;
let slug: string;

beforeAll(async () => {
  fixture = await createFixture(4);
  slug = await slugOf(fixture, await fixture.open({ timeZone: 'UTC' }, '2031-01-01T00:00:00Z'));
});

async function tables(): Promise<string[]> {
  const rows = await fixture.database.sql<{ name: string }[]>`
    select tableoid::regclass::text as name from usage_events order by occurred_at`;
  return rows.map(({ name }) => name);
}

it('an event of a month without a table counts, and is in its month once several schedulers have added it', async () => {
  const events = ['2031-01-31T23:59:59Z', '2031-02-01T00:00:00Z', NOW].map((time) => event(slug, time, 1));
  expect(await recordUsage(fixture.at(NOW), events)).toMatchObject({ accepted: 3 });
  expect(new Set(await tables())).toEqual(new Set(['usage_events_rest']));
  const added = await Promise.all([1, 2, 3].map(() => addMonthsAhead(fixture.at(NOW))));
  expect(added.reduce((sum, count) => sum + count)).toBe(5);
  expect(await tables()).toEqual(['usage_events_2031_01', 'usage_events_2031_02', 'usage_events_2031_03']);
  expect(await recordUsage(fixture.at(NOW), events)).toMatchObject({ accepted: 0, duplicates: 3 });
  const wanted = events.map(({ source, id }) => ({ source: String(source), id: String(id) }));
  expect(await voidUsage(fixture.at(NOW), wanted)).toMatchObject({ voided: 3 });
  expect(await addMonthsAhead(fixture.at(NOW))).toBe(0);
});

it('what the scheduler has not added yet is found, at the latest in the month before', async () => {
  const at = (now: string) => ({ ...fixture.at(now), wallNow: Date.parse(now) });
  await addMonthsAhead(at('2032-03-31T23:00:00Z'));
  expect(await findMissingMonth(at('2032-03-31T23:00:00Z'))).toBeUndefined();
  expect(await findMissingMonth(at('2032-04-30T23:00:00Z'))).toBeUndefined();
  expect(await findMissingMonth(at('2032-05-01T00:00:00Z'))).toBe('2032-06');
});
