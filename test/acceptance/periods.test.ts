import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Page, type Sandbox } from './sandbox.js';
import { account, entries, openAccount, recurringPlan } from './account.js';

const VECTORS = process.env['VECTORS_DIR'] ?? fileURLToPath(new URL('../vectors', import.meta.url));

interface PeriodCase {
  opened: string;
  timeZone: string;
  billingDay: number;
  intervalMonths: number;
  boundaries: string[];
}

interface Period {
  start: string;
  end: string;
  settledAt: string | null;
}

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(async () => {
  expect(await sandbox.stop()).toEqual({ code: 0, left: [] });
});

/** The date and time in a zone, from the machine's own tables. */
function localTime(instant: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(new Date(instant));
  return parts;
}

async function periods(id: string, count: number): Promise<Period[]> {
  return (await sandbox.get<Page<Period>>(`/v1/accounts/${id}/periods?count=${count}`)).data;
}

describe('the vectors', () => {
  it('give the expected upcoming periods', async () => {
    const now = await sandbox.now();
    const cases = (JSON.parse(readFileSync(join(VECTORS, 'periods.json'), 'utf8')) as PeriodCase[])
      .filter(({ opened }) => Date.parse(opened) > Date.parse(now))
      .sort((a, b) => Date.parse(a.opened) - Date.parse(b.opened));
    for (const { opened, boundaries, ...schedule } of cases) {
      await sandbox.advanceTo(opened);
      const { id } = await openAccount(sandbox, { ...schedule, sites: [] });
      const ends = (await periods(id, boundaries.length)).map(({ end }) => Date.parse(end));
      expect(ends, JSON.stringify(schedule)).toEqual(boundaries.map((boundary) => Date.parse(boundary)));
      await sandbox.post(`/v1/accounts/${id}/close`, {});
    }
  });
});

describe('billing day 31', () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Pacific/Chatham',
    'Asia/Beirut',
    'America/Havana',
    'Africa/Cairo',
  ];
  const ids: string[] = [];

  it('is foreseen for fourteen months in every zone: clamped, back again, from midnight to midnight', async () => {
    const plan = await recurringPlan(sandbox, '31.00', 'advance');
    await sandbox.advance('P1D');
    for (const timeZone of zones) {
      const { id } = await openAccount(sandbox, {
        timeZone,
        billingDay: 31,
        plans: [plan],
        creditLimit: '9999.00',
      });
      ids.push(id);
      const list = await periods(id, 15);
      expect(list).toHaveLength(15);
      list.slice(1).forEach((period, index) => {
        expect(period.start).toBe(list[index]?.end);
      });
      const days = list.slice(0, -1).map(({ end }) => localTime(end, timeZone).slice(0, 10));
      const [from = ''] = days;
      expect(days).toEqual(lastDaysFrom(from, 14));
      for (const { end } of list)
        expect(['00:00:00', '01:00:00', '00:30:00']).toContain(localTime(end, timeZone).slice(11));
    }
  });

  it('is charged fourteen times in fourteen months, at the boundaries foreseen', async () => {
    const foreseen = await Promise.all(ids.map((id) => periods(id, 15)));
    const end = new Date(Date.parse(await sandbox.now()) + 425 * 86_400_000).toISOString();
    await sandbox.advanceTo(end);
    for (const [index, id] of ids.entries()) {
      const list = foreseen[index] ?? [];
      const allEntries = await entries(sandbox, id);
      const starts = list.map(({ start }) => start).filter((start) => start < end);
      expect(allEntries.map(({ effectiveAt }) => effectiveAt)).toEqual(starts);
      expect(new Set(allEntries.slice(1).map(({ amount }) => amount))).toEqual(new Set(['-31.00']));
      const { period } = await account(sandbox, id);
      expect(period).toEqual({ start: starts.at(-1), end: list[starts.length - 1]?.end });
    }
  });
});

function lastDaysFrom(first: string, count: number): string[] {
  const [year = 0, month = 0] = first.split('-').map(Number);
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(year, month + index, 0)).toISOString().slice(0, 10),
  );
}
