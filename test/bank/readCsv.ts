import { expect } from 'vitest';
import type { StatementAnswers } from '../../src/bank/reading/answers.js';
import { readStatement, type Statement } from '../../src/bank/reading/statement.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { readTable } from '../../src/platform/files/readTable.js';

/** Reads a statement, of which every line must be accounted for. */
export async function readCsv(
  content: Uint8Array | string,
  answers: StatementAnswers = {},
): Promise<Statement> {
  const table = await readTable(content);
  if ('fault' in table) throw new Error(table.fault);
  const statement = readStatement(table, answers);
  if (isRefusal(statement)) throw new Error(statement.detail);
  const counts: Record<string, number> = { ...statement.counts };
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  expect([all, Math.min(...Object.values(counts)) >= 0]).toEqual([table.lines, true]);
  return statement;
}

/** Day, amount, currency and references of each line to be posted. */
export const linesInShort = ({ lines }: Statement): string[] =>
  lines.map(({ bookedOn, amount, currency = '-', references }) =>
    [bookedOn, amount, currency, ...references].join(' '),
  );

export const questionFields = ({ questions }: Statement): string[] => questions.map(({ field }) => field);
