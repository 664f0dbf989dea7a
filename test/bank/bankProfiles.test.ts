import { beforeAll, describe, expect, it } from 'vitest';
import { assignBankLine, assignBankLines, dismissBankLine } from '../../src/bank/assignBankLine.js';
import { forgetBankProfile, loadBankProfiles } from '../../src/bank/bankProfiles.js';
import { importBankStatement } from '../../src/bank/importBankStatement.js';
import { loadBankLines } from '../../src/bank/loadPayments.js';
import type { StatementAnswers } from '../../src/bank/reading/answers.js';
import { proposalOf, suggestAccounts } from '../../src/bank/suggestAccounts.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { previewStatement } from '../../src/statements/previewStatement.js';
import { entriesOf, inShort, openReferenced } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
const NOW = '2026-11-10T12:00:00Z';
const PATIENCE_MS = 60_000;

beforeAll(async () => {
  fixture = await createFixture();
});

const client = (changes: object = {}) => openReferenced(fixture, changes, NOW);

const postedLines = async (id: string): Promise<string[]> => (await entriesOf(fixture, id)).map(inShort);
const input = (csv: string, more: object = {}) => ({ content: csv, name: 'november.csv', ...more });
const take = (csv: string, more: object = {}) =>
  importBankStatement(fixture.at(NOW), input(csv, more), PATIENCE_MS);
const preview = async (csv: string, more: object = {}) =>
  granted(await previewStatement(fixture.at(NOW), input(csv, more)));
const linesOf = async (importId: string) => {
  const lines = await loadBankLines(fixture.at(NOW), { importId, limit: 100 });
  return lines.sort((one, other) => one.line - other.line);
};

describe('what an owner sets for a bank’s files', () => {
  const file = (account: string, ...rows: string[]): string =>
    ['Konto;Datum;Text;Betrag;Waehrung', ...rows.map((row) => `${account};${row}`)].join('\n');

  it('is remembered by heading and receiving account, and the next file goes straight through', async () => {
    const { id, reference } = await client();
    const first = file('DE12', `03/04/2026;${reference};5,00;EUR`, `11/09/2026;${reference};6,00;EUR`);
    const firstPreview = await preview(first);
    expect(firstPreview.questions.map(({ field }) => field)).toEqual(['amounts', 'dateOrder']);
    expect(await take(first)).toMatchObject({ refused: 'invalid', field: 'amounts' });
    const answers: StatementAnswers = { amounts: 'plus-in', dateOrder: 'mdy' };
    const shown = await preview(first, { answers });
    expect(shown).toMatchObject({
      questions: [],
      wouldPost: 1,
      alreadyPosted: 0,
      unmatched: [{ line: 2, reason: { code: 'before-opening' } }],
      profile: { id: firstPreview.profile.id, account: 'DE12', confirmedAt: null },
    });
    expect(await postedLines(id)).toEqual([]);
    granted(await take(first, { answers, profile: shown.profile.id }));
    const next = file('DE12', `11/10/2026;${reference};7,00;EUR`);
    expect((await preview(next)).profile.confirmedAt).toBe(Date.parse(NOW));
    expect(granted(await take(next))).toMatchObject({ posted: 1 });
    expect(await postedLines(id)).toEqual([
      'payment 6.00 @2026-11-09T00:00Z',
      'payment 7.00 @2026-11-10T00:00Z',
    ]);
  });

  it('does not hold for another account, nor for another heading', async () => {
    const other = file('DE99', '11/10/2026;x;7,00;EUR');
    expect(await take(other)).toMatchObject({ field: 'amounts' });
    const changed = file('DE12', '11/10/2026;x;7,00;EUR').replace('Text', 'Notiz');
    expect(await take(changed)).toMatchObject({ field: 'amounts' });
    const [profile] = await loadBankProfiles(fixture.at(NOW), { limit: 10 });
    const said = { answers: { amounts: 'plus-in', dateOrder: 'mdy' }, profile: profile?.id };
    expect(await take(other, said)).toMatchObject({ refused: 'invalid', field: 'profile' });
  });

  it('does not hold against what a file proves', async () => {
    // Within ten days as day and month, over ten months the other way about.
    const rows = ['01/11/2026', '02/11/2026', '03/11/2026', '04/11/2026', '05/11/2026', '06/11/2026'];
    const csv = file('DE12', ...rows.map((day) => `${day};x;7,00;EUR`));
    expect((await preview(csv)).questions.map(({ field }) => field)).toEqual([]);
    const contrary = file('DE12', ...[...rows, '01/12/2026'].map((day) => `${day};x;7,00;EUR`));
    expect((await preview(contrary)).questions.map(({ field }) => field)).toEqual(['dateOrder']);
    const plain = file('DE12', '25/10/2026;x;7,00;EUR');
    expect((await preview(plain)).mapping.dateOrder).toBe('dmy');
  });

  it('is forgotten at its owner’s request only', async () => {
    const [profile] = await loadBankProfiles(fixture.at(NOW), { limit: 10 });
    const id = profile?.id ?? '';
    const stranger = { ...fixture.at(NOW), siteId: '01a3c5e7-7000-7000-8000-000000000000' };
    expect(await forgetBankProfile(stranger, id)).toMatchObject({ refused: 'not_found' });
    expect(await forgetBankProfile(fixture.at(NOW), id)).toBeNull();
    expect(await take(file('DE12', '11/10/2026;x;7,00;EUR'))).toMatchObject({ field: 'amounts' });
  });

  it('names the columns of unknown headings', async () => {
    const { id, reference } = await client();
    const csv = `Wann;Wofür;Wieviel\n2026-11-05;${reference};+5.00\n2026-11-06;Miete;-9.00`;
    const firstPreview = await preview(csv);
    expect(firstPreview.questions.map(({ field }) => field)).toEqual(['dateColumn', 'amountColumn']);
    expect(firstPreview.questions[0]?.choices).toEqual(['Wann', 'Wofür', 'Wieviel']);
    const answers = { columns: { date: 'Wann', amount: 'Wieviel' } };
    expect(granted(await take(csv, { answers }))).toMatchObject({ posted: 1, outgoing: 1 });
    const next = csv.replace('2026-11-05', '2026-11-07');
    expect(granted(await take(next))).toMatchObject({ posted: 1 });
    expect(await postedLines(id)).toHaveLength(2);
  });

  it('keeps the currency to the account it was set for', async () => {
    await client({ currency: 'USD' });
    const csv = (account: string, day: string): string =>
      `Konto;Datum;Text;Betrag\n${account};${day};x;+5.00`;
    expect((await preview(csv('DE1', '2026-11-01'))).questions.map(({ field }) => field)).toEqual([
      'currency',
    ]);
    granted(await take(csv('DE1', '2026-11-01'), { currency: 'EUR' }));
    expect((await preview(csv('DE1', '2026-11-02'))).questions).toEqual([]);
    const unnamed = 'Datum;Text;Betrag\n2026-11-01;x;+5.00';
    granted(await take(unnamed, { currency: 'EUR' }));
    const again = unnamed.replace('11-01', '11-02');
    expect((await preview(again)).questions.map(({ field }) => field)).toEqual(['currency']);
  });
});

describe('a dry run', () => {
  it('previews what an import then does, and posts nothing', async () => {
    const { id, reference } = await client({ name: 'Marlow Ceramics' });
    const head = 'Date;Payer;Text;Amount;Currency;Status';
    const first = `2026-11-03;Jane;${reference};+5.00;EUR;Booked`;
    granted(await take(`${head}\n${first}\n2026-11-02;Jane;${reference};+6.00;EUR;Booked`));
    const csv = [
      head,
      first,
      `2026-11-02;Jane;other words ${reference};+6.00;EUR;Booked`,
      `2026-11-04;Jane;${reference};+8.00;EUR;Booked`,
      '2026-11-04;Marlow Ceramics;catalogue;+9.00;EUR;Booked',
      '2026-11-04;Landlord;rent;-900.00;EUR;Booked',
      '2026-11-05;Jane;later;+1.00;EUR;Pending',
      `2026-11-05;Jane;${reference};+$2.00;EUR;Booked`,
      '2026-02-30;Jane;never;+2.00;EUR;Booked',
    ].join('\n');
    const shown = await preview(csv);
    expect(shown).toMatchObject({
      ...{ questions: [], wouldPost: 1, alreadyPosted: 1, outgoing: 1, pending: 1 },
      unmatched: [
        { line: 3, reason: { code: 'alike', line: 3, name: 'november.csv' } },
        { line: 5, reason: { code: 'no-reference' } },
      ],
      heldBack: [{ line: 8 }, { line: 9, reason: { code: 'file', detail: '"2026-02-30" is not a date' } }],
      proposals: [{ line: 5, accountId: id, accountName: 'Marlow Ceramics' }],
    });
    expect(shown.mapping.totals['EUR']).toEqual({ in: '28.00', out: '900.00', pending: '1.00' });
    const counted = Object.values({ ...shown.counts }).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(9);
    expect(await postedLines(id)).toHaveLength(2);
    const done = granted(await take(csv));
    expect(done).toMatchObject({ posted: 1, doubles: 1, unmatched: 2, outgoing: 1, pending: 1 });
    expect(done.counts).toEqual(shown.counts);
  });
});

describe('a line that is held back', () => {
  const HEAD = 'Date;Payer;Text;Amount;Currency';
  const held = async (row: string) => {
    const { id } = granted(await take(`${HEAD}\n2026-11-01;Somebody;else;-1.00;EUR\n${row}`));
    const [line] = await linesOf(id);
    return line;
  };

  it('is a line of the bank’s like the others, posted by one click', async () => {
    const { id, reference } = await client();
    const line = await held(`2026-11-05;Jane;${reference};+$2.00;EUR`);
    expect(line).toMatchObject({ state: 'held-back', bookedOn: '2026-11-05', amount: '2.00', line: 3 });
    const [likely] =
      (await suggestAccounts(fixture.at(NOW), line === undefined ? [] : [line])).get(line?.id ?? '') ?? [];
    expect(likely).toMatchObject({ account: { id }, because: 'its reference is in the text' });
    expect(granted(await assignBankLine(fixture.at(NOW), line?.id ?? '', id))).toMatchObject({
      state: 'posted',
    });
    expect(await postedLines(id)).toEqual(['payment 2.00 @2026-11-05T00:00Z']);
  });

  it('is not posted beside the same line read well', async () => {
    const { id, reference } = await client();
    const line = await held(`2026-11-06;Jane;${reference};+3.00;E?R`);
    granted(await take(`${HEAD}\n2026-11-06;Jane;${reference};+3.00;EUR`));
    const refused = await assignBankLine(fixture.at(NOW), line?.id ?? '', id);
    expect(isRefusal(refused) && refused.detail).toMatch(/^It looks like a line that was already posted/);
    granted(await dismissBankLine(fixture.at(NOW), line?.id ?? '', { reason: 'came again' }));
    expect(await postedLines(id)).toHaveLength(1);
  });

  it('accepts a manual posting of a line that could not be read', async () => {
    const { id } = await client();
    const line = await held('2026-02-30;Jane;unreadable;+4.00;EUR');
    const lineId = line?.id ?? '';
    expect(await assignBankLine(fixture.at(NOW), lineId, id)).toMatchObject({ field: 'amount' });
    const amount = '9.00';
    expect(await assignBankLine(fixture.at(NOW), lineId, id, undefined, { amount })).toMatchObject({
      field: 'bookedOn',
    });
    granted(
      await assignBankLine(fixture.at(NOW), lineId, id, undefined, {
        bookedOn: '2026-11-02',
        amount: '9.00',
      }),
    );
    expect(await postedLines(id)).toEqual(['payment 9.00 @2026-11-02T00:00Z']);
  });

  it('comes once, however often its file comes', async () => {
    const row = '2026-13-13;Jane;twice;+4.00;EUR';
    await held(row);
    const again = granted(await take(`${HEAD}\n2026-11-01;Somebody;else;-1.00;EUR\n${row}`));
    expect(await linesOf(again.id)).toEqual([]);
    expect(again.seenBefore.map(({ line }) => line)).toEqual([3]);
  });
});

describe('lines with an account that is proposed', () => {
  it('have one that more speaks for than for any other', async () => {
    await client({ name: 'Umber Quarry' });
    await client({ name: 'Umber Quarry' });
    const csv = 'Date;Payer;Text;Amount;Currency\n2026-11-05;Umber Quarry;spring;+5.00;EUR';
    const lines = await linesOf(granted(await take(csv)).id);
    const [alike = []] = (await suggestAccounts(fixture.at(NOW), lines)).values();
    expect(alike).toHaveLength(2);
    expect(proposalOf(alike)).toBeUndefined();
    expect(proposalOf(alike.slice(1))).toBe(alike[1]);
  });

  it('are posted together, each once', async () => {
    const one = await client({ name: 'Zephyr Looms' });
    const two = await client({ name: 'Yarrow Foundry' });
    const { id } = granted(
      await take(
        [
          'Date;Payer;Text;Amount;Currency',
          '2026-11-05;Zephyr Looms;autumn;+5.00;EUR',
          '2026-11-05;Yarrow Foundry;autumn;+6.00;EUR',
          '2026-11-05;Nobody at all;autumn;+7.00;EUR',
        ].join('\n'),
      ),
    );
    const lines = await linesOf(id);
    const suggestions = await suggestAccounts(fixture.at(NOW), lines);
    const pairs = lines.flatMap((line) => {
      const proposed = proposalOf(suggestions.get(line.id) ?? []);
      return proposed === undefined ? [] : [{ lineId: line.id, accountId: proposed.account.id }];
    });
    expect(pairs.map(({ accountId }) => accountId)).toEqual([one.id, two.id]);
    const both = await Promise.all([
      assignBankLines(fixture.at(NOW), pairs),
      assignBankLines(fixture.at(NOW), pairs),
    ]);
    expect(both.reduce((sum, { posted }) => sum + posted, 0)).toBe(2);
    expect(await postedLines(one.id)).toEqual(['payment 5.00 @2026-11-05T00:00Z']);
  });
});
