import { zipSync } from 'fflate';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { assignBankLine } from '../../../src/bank/assignBankLine.js';
import { importBankStatement } from '../../../src/bank/importBankStatement.js';
import { loadBankLines } from '../../../src/bank/loadPayments.js';
import { formatLineReason } from '../../../src/core/values/lineReason.js';
import { postRefund } from '../../../src/payments/postRefund.js';
import { previewStatement } from '../../../src/statements/previewStatement.js';
import type { BankLine } from '../../../src/store/bank/bank.js';
import { entriesOf, inShort, openReferenced } from '../../setup/activities.js';
import { createFixture, type Fixture, granted } from '../../setup/fixture.js';
import { type Booked, camt, camtEntry, writeCamt, writeCsv, writeMt940, writeOfx } from './writeFiles.js';

const NOW = '2026-12-01T12:00:00Z';
const PATIENCE_MS = 60_000;

let fixture: Fixture;

beforeAll(async () => {
  fixture = await createFixture();
});

const client = () => openReferenced(fixture, {}, '2026-10-01T12:00:00Z');
const take = async (content: Uint8Array | string) =>
  granted(await importBankStatement(fixture.at(NOW), { content, name: 'november' }, PATIENCE_MS));
const amounts = async (id: string): Promise<string[]> =>
  (await entriesOf(fixture, id)).map((entry) => inShort(entry).split(' @')[0] ?? '');
const reasonsOf = async (importId: string): Promise<string[]> => {
  const lines = await loadBankLines(fixture.at(NOW), { importId, limit: 100 });
  return lines.map(
    (line: BankLine) => `${line.state}: ${line.reason === null ? '' : formatLineReason(line.reason)}`,
  );
};
let ids = 0;
const booked = (reference: string, change: Partial<Booked> = {}): Booked => {
  ids += 1;
  const id = `X${ids}`;
  return {
    day: '2026-11-05',
    cents: 5_000,
    isIn: true,
    isPending: false,
    payer: 'Fenwick',
    reference,
    id,
    ...change,
  };
};
/** Money of a client that went back, as the other bank reports it. */
const returned = (of: Booked, { endToEnd = '', why = 'MD06' } = {}): string =>
  camtEntry(
    { ...of, isIn: false, id: `R${of.id}`, day: '2026-11-09' },
    '08',
    `<RtrInf><Rsn><Cd>${why}</Cd></Rsn></RtrInf>`,
  ).replace('NOTPROVIDED', endToEnd === '' ? 'NOTPROVIDED' : endToEnd);

describe('the same bookings in files of several kinds', () => {
  it('are posted once, in whichever order the files come', async () => {
    const kinds = {
      camt052: (all: Booked[]) => writeCamt('052', '08', all),
      camt053: (all: Booked[]) => writeCamt('053', '02', all),
      camt054: (all: Booked[]) => writeCamt('054', '08', all),
      ofx: (all: Booked[]) => writeOfx(2, all),
      mt940: writeMt940,
      csv: writeCsv,
    };
    const order = fc.shuffledSubarray(Object.values(kinds), { minLength: 6 });
    await fc.assert(
      fc.asyncProperty(order, async (writers) => {
        const { id, reference } = await client();
        // Two equal payments of one day are two.
        const all = [
          booked(reference),
          booked(reference),
          booked(reference, { day: '2026-11-06', cents: 125 }),
        ];
        for (const write of writers) await take(write(all));
        expect((await amounts(id)).sort()).toEqual(['payment 1.25', 'payment 50.00', 'payment 50.00']);
      }),
      { numRuns: 3 },
    );
  });

  it('are duplicates without a question where both files have the bank’s own id', async () => {
    const { reference } = await client();
    const all = [booked(reference)];
    expect(await take(writeCamt('052', '08', all))).toMatchObject({ kind: 'camt.052.001.08', posted: 1 });
    expect(await take(writeCamt('053', '02', all))).toMatchObject({
      kind: 'camt.053.001.02',
      posted: 0,
      doubles: 1,
    });
    // Another id of the same bank: another payment.
    expect(await take(writeCamt('053', '02', [booked(reference)]))).toMatchObject({ posted: 1, doubles: 0 });
  });

  it('are posted once from a zip with two statements of one day', async () => {
    const { id, reference } = await client();
    const one = booked(reference);
    const withoutId = writeCamt('053', '08', [one]).replace(/<AcctSvcrRef>.*<\/AcctSvcrRef>/, '');
    const zip = zipSync({
      'a.xml': Buffer.from(writeCamt('052', '08', [one, one])),
      'b.xml': Buffer.from(withoutId),
    });
    const imported = await take(zip);
    expect(imported).toMatchObject({ kind: 'camt.052.001.08, camt.053.001.08', posted: 2 });
    expect(await reasonsOf(imported.id)).toContain('held-back: It looks like line 1 of the same file.');
    expect(await amounts(id)).toEqual(['payment 50.00', 'payment 50.00']);
  });
});

describe('a payment that came back', () => {
  it('is reversed once, with the bank’s reason', async () => {
    const { id, reference } = await client();
    const paid = booked(reference);
    await take(writeCamt('053', '08', [paid]));
    const file = camt('053', '08', returned(paid));
    expect(granted(await previewStatement(fixture.at(NOW), { content: file, name: 'x' }))).toMatchObject({
      wouldPost: 0,
      wouldTakeBack: 1,
    });
    expect(await take(file)).toMatchObject({ posted: 0, takenBack: 1, counts: { returned: 1 } });
    expect(await take(file)).toMatchObject({ takenBack: 0, doubles: 1 });
    const [, reversal] = await entriesOf(fixture, id);
    expect(reversal).toMatchObject({
      kind: 'reversal',
      description: 'Reversal of no. 1: returned by the bank (MD06)',
    });
    expect(await amounts(id)).toEqual(['payment 50.00', 'reversal -50.00']);
  });

  it('is found by the payer’s id where the return names no reference', async () => {
    const { id, reference } = await client();
    const paid = booked(reference, { payer: 'Quill' });
    const endToEnd = `E2E-${paid.id}`;
    await take(writeCamt('053', '08', [paid]).replace('NOTPROVIDED', endToEnd));
    const back = returned({ ...paid, reference: 'as agreed' }, { endToEnd });
    expect(await take(camt('053', '08', back))).toMatchObject({ takenBack: 1 });
    expect(await amounts(id)).toEqual(['payment 50.00', 'reversal -50.00']);
  });

  it('waits for the owner where no payment fits, and never takes more than is left', async () => {
    const { id, reference } = await client();
    const early = await take(camt('053', '08', returned(booked(reference))));
    expect(await reasonsOf(early.id)).toEqual([
      'unmatched: The bank took money back, but no payment of this amount was found.',
    ]);
    await take(writeCamt('053', '08', [booked(reference)]));
    const [payment] = await entriesOf(fixture, id);
    granted(
      await postRefund(fixture.at(NOW), id, { amount: '30.00', method: 'bank', payment: payment?.id ?? '' }),
    );
    const late = await take(camt('053', '08', returned(booked(reference))));
    expect(await reasonsOf(late.id)).toEqual([
      'unmatched: The bank took money back, but the payment was already refunded or reversed.',
    ]);
    const [line] = await loadBankLines(fixture.at(NOW), { importId: late.id, limit: 1 });
    expect(await assignBankLine(fixture.at(NOW), line?.id ?? '', id)).toMatchObject({ refused: 'conflict' });
    expect(await amounts(id)).toEqual(['payment 50.00', 'refund -30.00']);
    // The owner takes the rest back, as a part of the payment.
    const rest = await take(camt('053', '08', returned(booked('no reference', { cents: 2_000 }))));
    const [open] = await loadBankLines(fixture.at(NOW), { importId: rest.id, limit: 1 });
    granted(await assignBankLine(fixture.at(NOW), open?.id ?? '', id));
    expect(await amounts(id)).toEqual(['payment 50.00', 'refund -30.00', 'refund -20.00']);
  });
});
