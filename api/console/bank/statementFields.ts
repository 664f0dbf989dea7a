import { z } from '@hono/zod-openapi';
import { COLUMN_FIELDS, type StatementAnswers } from '../../../src/bank/reading/answers.js';
import { ENCODINGS } from '../../../src/platform/files/decodeText.js';
import { answerFields, answersOf } from '../../v1/bank/bank.js';
import { currency } from '../../v1/framework/fields.js';
import { optional } from '../accounts/fields.js';

interface Option {
  readonly value: string;
  readonly label: string;
}

/** The questions about a file. A field without fixed options takes one of the choices found in the file. */
export const STATEMENT_FIELDS: readonly {
  readonly name: string;
  readonly label: string;
  readonly options?: readonly Option[];
}[] = [
  {
    name: 'amounts',
    label: 'Amounts without a minus',
    options: [
      { value: 'plus-in', label: 'incoming' },
      { value: 'plus-out', label: 'outgoing' },
    ],
  },
  {
    name: 'dateOrder',
    label: 'Date format',
    options: [
      { value: 'dmy', label: 'day, month, year' },
      { value: 'mdy', label: 'month, day, year' },
      { value: 'ymd', label: 'year, month, day' },
    ],
  },
  {
    name: 'decimalMark',
    label: 'Decimal mark',
    options: [
      { value: ',', label: 'a comma: 1.234,50' },
      { value: '.', label: 'a dot: 1,234.50' },
    ],
  },
  { name: 'incoming', label: 'Text for incoming' },
  { name: 'currency', label: 'Currency, where a line has none' },
  { name: 'encoding', label: 'Encoding', options: ENCODINGS.map((value) => ({ value, label: value })) },
  ...COLUMN_FIELDS.map((field) => ({ name: `${field}Column`, label: columnLabel(field) })),
];

function columnLabel(field: (typeof COLUMN_FIELDS)[number]): string {
  return `Column: ${field === 'credit' ? 'incoming' : field === 'debit' ? 'outgoing' : field}`;
}

type Optionals<Fields extends Record<string, z.ZodType>> = {
  [Name in keyof Fields]: ReturnType<typeof optional<Fields[Name]>>;
};

function optionals<Fields extends Record<string, z.ZodType>>(fields: Fields): Optionals<Fields> {
  const entries = Object.entries(fields).map(([name, field]) => [name, optional(field)]);
  return Object.fromEntries(entries) as Optionals<Fields>;
}

/** The answers from a form or an address, without empty ones. */
export const saidForm = z.strictObject(optionals({ ...answerFields, currency }));

export type Said = z.infer<typeof saidForm>;

export function answersIn({ currency: of, ...said }: Said): StatementAnswers {
  return { ...answersOf(said), currency: of };
}
