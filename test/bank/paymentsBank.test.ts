import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { assignBankLine, dismissBankLine } from '../../src/bank/assignBankLine.js';
import {
  holdFrom,
  importBankStatement,
  startBankStatement,
  workBankStatement,
} from '../../src/bank/importBankStatement.js';
import { formatLineReason } from '../../src/core/values/lineReason.js';
import { loadBankImport, loadBankLines } from '../../src/bank/loadPayments.js';
import { postBankLines } from '../../src/bank/postBankLines.js';
import { newId } from '../../src/platform/ids.js';
import { listOpenLines } from '../../src/store/tasks/tasks.js';
import { workTasks } from '../../src/tasks/workTasks.js';
import { entriesOf, inShort, openReferenced } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
const NOW = '2026-03-10T12:00:00Z';
const PATIENCE_MS = 60_000;

beforeAll(async () => {
  fixture = await createFixture();
});

const client = (changes: object = {}) => openReferenced(fixture, changes, NOW);

const HEAD = 'Buchungstag;Auftraggeber;Verwendungszweck;Betrag;Waehrung';
const take = async (...lines: string[]) =>
  granted(
    await importBankStatement(
      fixture.at(NOW),
      { content: [HEAD, ...lines].join('\n'), name: 'march.csv', answers: { amounts: 'plus-in' } },
      PATIENCE_MS,
    ),
  );
const postedLines = async (id: string): Promise<string[]> => (await entriesOf(fixture, id)).map(inShort);
const unmatched = () => loadBankLines(fixture.at(NOW), { state: 'unmatched', limit: 100 });

describe('a bank’s statement', () => {
  it('posts what names a reference, on its day in the account’s zone', async () => {
    const { id, reference } = await client({ timeZone: 'Europe/Berlin' });
    const typed = reference.toLowerCase().replaceAll('-', ' ').replace('0', 'o');
    const imported = await take(`03.03.2026;Jane;Rechnung ${typed} danke;1.049,50;EUR`);
    expect(imported).toMatchObject({ name: 'march.csv', posted: 1, unmatched: 0, doubles: 0 });
    expect(await postedLines(id)).toEqual(['payment 1049.50 @2026-03-02T23:00Z']);
    expect(fixture.woken).toContain(id);
    const [entry] = await entriesOf(fixture, id);
    expect(entry).toMatchObject({ contraAccount: 'cash:bank', method: 'bank', reference });
  });

  it('that comes again, or overlaps, posts only what is new', async () => {
    const { id, reference } = await client();
    const first = `04.03.2026;Jane;${reference};10,00;EUR`;
    const twin = `05.03.2026;Jane;${reference};10,00;EUR`;
    expect(await take(first, twin, twin)).toMatchObject({ posted: 3, doubles: 0 });
    const again = await take(first, twin, twin);
    expect(again).toMatchObject({ posted: 0, doubles: 3 });
    expect(again.seenBefore.map(({ line }) => line)).toEqual([2, 3, 4]);
    expect(await take(twin, twin, twin, `06.03.2026;Jane;${reference};10,00;EUR`)).toMatchObject({
      posted: 2,
      doubles: 2,
    });
    expect(await postedLines(id)).toHaveLength(5);
  });

  it('posts once when it is taken in twice at the same time', async () => {
    const { id, reference } = await client();
    const lines = Array.from({ length: 5 }, (_, index) => `0${index + 1}.03.2026;Jane;${reference};7,00;EUR`);
    const both = await Promise.all([take(...lines), take(...lines)]);
    expect(both.reduce((sum, { posted }) => sum + posted, 0)).toBe(5);
    expect(await postedLines(id)).toHaveLength(5);
  });

  it('is continued in the background, a batch at a time, when the caller does not wait', async () => {
    const { id, reference } = await client();
    const lines = Array.from({ length: 130 }, (_, index) => `07.03.2026;Jane;${reference} ${index};1,00;EUR`);
    const again = lines.slice(0, 10);
    const csv = [HEAD, ...lines, '07.03.2026;Jane;no idea at all;1,00;EUR'].join('\n');
    const begun = granted(
      await importBankStatement(
        fixture.at(NOW),
        { content: csv, name: 'long.csv', answers: { amounts: 'plus-in' } },
        0,
      ),
    );
    expect(begun).toMatchObject({ finishedAt: null, total: 131, taken: 0, posted: 0 });
    expect(await workTasks(fixture.at(NOW), begun.id)).toBe(true);
    const half = granted(await loadBankImport(fixture.at(NOW), begun.id));
    expect(half).toMatchObject({ finishedAt: null, total: 131, taken: 50, posted: 50 });
    await Promise.all([workTasks(fixture.at(NOW)), workTasks(fixture.at(NOW)), take(...again)]);
    while (await workTasks(fixture.at(NOW))) continue;
    const done = granted(await loadBankImport(fixture.at(NOW), begun.id));
    expect(done).toMatchObject({ finishedAt: Date.parse(NOW), taken: 131, unmatched: 1 });
    expect(done.posted + done.doubles).toBe(130);
    expect(await postedLines(id)).toHaveLength(130);
    const [kept] = await fixture.database.sql`
      select count(*)::integer as count from task_lines where task_id = ${begun.id} and input <> '{}'`;
    expect(kept).toEqual({ count: 0 });
  });

  it('is repeated after a crash half-way, and no line counts twice or as a duplicate', async () => {
    const { id, reference } = await client();
    const lines = Array.from({ length: 5 }, (_, index) => `08.03.2026;Jane;${reference} ${index};1,00;EUR`);
    const csv = [HEAD, ...lines, '08.03.2026;Jane;nothing known;1,00;EUR'].join('\n');
    const { id: importId } = granted(
      await importBankStatement(
        fixture.at(NOW),
        { content: csv, name: 'cut.csv', answers: { amounts: 'plus-in' } },
        0,
      ),
    );
    const { sql } = fixture.database;
    // All lines are posted, and the process dies before that is recorded.
    await postBankLines(fixture.at(NOW), importId, await listOpenLines(sql, importId, 50));
    expect(await postedLines(id)).toHaveLength(5);
    while (await workTasks(fixture.at(NOW))) continue;
    const done = granted(await loadBankImport(fixture.at(NOW), importId));
    expect(done).toMatchObject({ posted: 5, unmatched: 1, doubles: 0, seenBefore: [], taken: 6 });
    expect(done.finishedAt).not.toBeNull();
    expect(await postedLines(id)).toHaveLength(5);
  });

  it('posts the same money once, whatever its words, and a second payment besides', async () => {
    const { id, reference } = await client();
    const file = (name: string, more = '') => {
      const text = readFileSync(
        new URL(`../data/bank/same-money-other-words/${name}`, import.meta.url),
        'utf8',
      );
      const csv = text.replace('ST-4802-7519-3633', reference).replaceAll('05.11.26', '05.03.26').trim();
      return { content: `${csv}\n${more}`, name };
    };
    const takeFile = async (name: string, more?: string) =>
      granted(await importBankStatement(fixture.at(NOW), file(name, more), PATIENCE_MS));
    expect(await takeFile('a-camt.csv')).toMatchObject({ posted: 1, unmatched: 0 });
    for (const name of ['b-mt940.csv', 'c-next-day.csv']) {
      const held = await takeFile(name);
      expect(held).toMatchObject({ posted: 0, unmatched: 1 });
      const [line] = await loadBankLines(fixture.at(NOW), { importId: held.id, limit: 1 });
      expect(line?.reason).toEqual({ code: 'alike', line: 2, name: 'a-camt.csv' });
    }
    expect(await takeFile('a-camt.csv')).toMatchObject({ posted: 0, doubles: 1 });
    const { content } = file('c-next-day.csv');
    const second = content.trim().split('\n')[1] ?? '';
    expect(await takeFile('a-camt.csv', second.replace('06.13', '09.40'))).toMatchObject({
      posted: 1,
      doubles: 1,
    });
    expect(await postedLines(id)).toHaveLength(2);
  });

  it('takes two bookings for two where the bank names them apart', async () => {
    const { id, reference } = await client();
    const booking = (record: string): string =>
      `Account No;Date;Details;Amount;Currency;D/K;Record ID\nEE01;2026-03-05;${reference};9.00;EUR;K;${record}`;
    const takeBooking = async (record: string) =>
      granted(
        await importBankStatement(fixture.at(NOW), { content: booking(record), name: record }, PATIENCE_MS),
      );
    expect([(await takeBooking('1')).posted, (await takeBooking('2')).posted]).toEqual([1, 1]);
    expect((await takeBooking('1')).doubles).toBe(1);
    expect(await postedLines(id)).toHaveLength(2);
  });

  it('with nothing that came in is over at once', async () => {
    expect(await take('03.03.2026;Landlord;Rent;-900,00;EUR')).toMatchObject({
      finishedAt: Date.parse(NOW),
      outgoing: 1,
      total: 0,
    });
  });

  it('keeps lines that match no account, with the reason', async () => {
    const { id, reference } = await client();
    const other = await client();
    const closed = await client();
    await fixture.database
      .sql`update accounts set closed_at = ${0}, state = 'closed' where id = ${closed.id}`;
    const wrong = reference.slice(0, -1) + String((Number(reference.slice(-1)) + 1) % 10);
    const imported = await take(
      '01.03.2026;Jane;no idea;1,00;EUR',
      `01.03.2026;Jane;${wrong};2,00;EUR`,
      `01.03.2026;Jane;${reference} ${other.reference};3,00;EUR`,
      `01.03.2026;Jane;${reference};4,00;USD`,
      `01.03.2026;Jane;${closed.reference};5,00;EUR`,
      `01.05.2026;Jane;${reference};6,00;EUR`,
      '01.03.2026;Jane;ST-1234-5678-9007;7,00;EUR',
    );
    expect(imported).toMatchObject({ posted: 0, unmatched: 7 });
    const lines = (await unmatched()).filter(({ importId }) => importId === imported.id);
    lines.sort((left, right) => left.line - right.line);
    expect(lines.map(({ reason }) => reason && formatLineReason(reason))).toEqual([
      'The text has no reference.',
      'The reference has a wrong, missing or extra digit.',
      'The text has the references of several accounts.',
      'Currency mismatch: the transfer is in USD, the account in EUR.',
      `The account with the reference ${closed.reference} is closed.`,
      'The date is in the future.',
      expect.stringMatching(/^(No account has the reference|The reference has a wrong)/),
    ]);
    expect(await postedLines(id)).toEqual([]);
  });

  it('requires a currency only where the file does not determine it', async () => {
    await client({ currency: 'USD' });
    const csv = 'Date,Reference,Amount\n2026-03-01,x,+1.00\n';
    const refused = await importBankStatement(fixture.at(NOW), { content: csv, name: 'x' }, PATIENCE_MS);
    expect(refused).toMatchObject({ refused: 'invalid', field: 'currency' });
    expect(
      granted(
        await importBankStatement(fixture.at(NOW), { content: csv, name: 'x', currency: 'EUR' }, PATIENCE_MS),
      ).unmatched,
    ).toBe(1);
  });
});

describe('a line that needs the owner’s decision', () => {
  const oneLine = async (amount: string, currency = 'EUR') => {
    const imported = await take(`02.03.2026;Jane;${newId(0)};${amount};${currency}`);
    const [line] = await loadBankLines(fixture.at(NOW), { importId: imported.id, limit: 1 });
    return line?.id ?? '';
  };

  it('is assigned by hand, once, also by two at once', async () => {
    const { id } = await client();
    const line = await oneLine('25,00');
    const both = await Promise.all([
      assignBankLine(fixture.at(NOW), line, id),
      assignBankLine(fixture.at(NOW), line, id),
    ]);
    expect(both.filter((outcome) => 'refused' in outcome)).toMatchObject([{ refused: 'conflict' }]);
    expect(await postedLines(id)).toEqual(['payment 25.00 @2026-03-02T00:00Z']);
  });

  it('is not assigned to another site’s account, nor in another currency', async () => {
    const { id } = await client();
    const line = await oneLine('25,00', 'USD');
    expect(await assignBankLine(fixture.at(NOW), line, id)).toMatchObject({ refused: 'conflict' });
    expect(await assignBankLine(fixture.at(NOW), line, newId(0))).toMatchObject({ refused: 'not_found' });
    const stranger = { ...fixture.at(NOW), siteId: newId(0) };
    expect(await assignBankLine(stranger, line, id)).toMatchObject({ refused: 'not_found' });
  });

  it('is dismissed, and never listed again', async () => {
    const line = await oneLine('99,00');
    granted(await dismissBankLine(fixture.at(NOW), line, { reason: 'a loan' }));
    expect((await unmatched()).map(({ id }) => id)).not.toContain(line);
  });
});

describe('a statement whose sender waits', () => {
  it('is answered only once its line is posted, two hundred times, with the scheduler at the same work', async () => {
    const { id, reference } = await client();
    let isOver = false;
    const scheduler = async (): Promise<void> => {
      while (!isOver) if (!(await workTasks(fixture.at(NOW)))) await delay(5);
    };
    const other = scheduler();
    for (let nth = 0; nth < 200; nth += 1) {
      const content = [HEAD, `08.03.2026;Jane;${reference} ${nth};+1${nth},00;EUR`].join('\n');
      const own = fixture.at(NOW);
      // Every second one is not held for its sender: the scheduler takes it first.
      const importId = granted(
        await startBankStatement(
          own,
          { content, name: 'one.csv' },
          nth % 2 === 0 ? holdFrom(own) : undefined,
        ),
      );
      const done = granted(await workBankStatement(own, importId, 1, holdFrom(own)));
      expect([done.posted, done.taken]).toEqual([1, 1]);
    }
    isOver = true;
    await other;
    expect(await postedLines(id)).toHaveLength(200);
  }, 900_000);

  it('is held from the moment it is visible, so that no other worker takes it before the response is made', async () => {
    const { reference } = await client();
    const content = [HEAD, `08.03.2026;Jane;${reference};+12,00;EUR`].join('\n');
    const own = fixture.at(NOW);
    const id = granted(await startBankStatement(own, { content, name: 'one.csv' }, holdFrom(own)));
    // As the scheduler does, between the two.
    expect(await workTasks(fixture.at(NOW))).toBe(false);
    const done = granted(await workBankStatement(own, id, PATIENCE_MS, holdFrom(own)));
    expect(done).toMatchObject({ posted: 1, taken: 1, total: 1 });
    expect(done.finishedAt).not.toBeNull();
  });
});
