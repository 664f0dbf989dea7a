import { describe, expect, it } from 'vitest';
import { readStatement } from '../../src/bank/reading/statement.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { readTable } from '../../src/platform/files/readTable.js';
import { BANK_KINDS } from './bankKinds.js';

describe('a statement is read as its bank means it', () => {
  it.each(BANK_KINDS)(
    '$bank',
    async ({ csv, answers, lines, outgoing, pending = 0, heldBack = 0, asks = [] }) => {
      const table = await readTable(csv);
      if ('fault' in table) throw new Error(table.fault);
      const statement = readStatement(table, answers);
      if (isRefusal(statement)) throw new Error(statement.detail);
      expect(statement.questions.map(({ field }) => field)).toEqual(asks);
      expect(
        statement.lines.map(({ bookedOn, amount, currency = '-', references }) =>
          [bookedOn, amount, currency, ...references].join(' '),
        ),
      ).toEqual(lines);
      expect(statement).toMatchObject({ outgoing, pending });
      if (asks.length === 0) expect(statement.heldBack.length + statement.unreadable.length).toBe(heldBack);
      const all = Object.values({ ...statement.counts }).reduce((sum, count) => sum + count, 0);
      expect(all).toBe(table.lines);
    },
  );
});
