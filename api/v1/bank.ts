import { z } from '@hono/zod-openapi';
import { isRefusal, type StatementAnswers } from '../../src/billing/index.js';
import {
  assignBankLine,
  type BankLine,
  dismissBankLine,
  readBankImport,
  readBankImports,
  readBankLines,
  type StatementInput,
  holdFrom,
  workBankStatement,
} from '../../src/operations/index.js';
import type { Refusal } from '../../src/billing/index.js';
import { decodeText, isId } from '../../src/platform/index.js';
import { describeIssues } from '../describeIssue.js';
import { malformedFields, problem } from '../problem.js';
import { currency, idText, text, words } from './fields.js';
import { CURSORS, limitUpTo, noQuery, pageAnswer, pageOf, pageQuery } from './paging.js';
import { bankLineAnswer, bankLineShape, importAnswer, importShape } from './paymentShapes.js';
import { type Call, defineRoute } from './route.js';

/** What is said where the file itself proves too little; without it such a file is refused, and the field named. */
export const answerFields = {
  amounts: z
    .enum(['plus-in', 'plus-out'])
    .optional()
    .openapi({ description: 'Whether amounts without a minus came in, or went out as on a card’s bill.' }),
  dateOrder: z
    .enum(['dmy', 'mdy', 'ymd'])
    .optional()
    .openapi({ description: 'In which order days are written.' }),
  decimalMark: z.enum(['.', ',']).optional().openapi({ description: 'What stands before the decimals.' }),
  incoming: text(200)
    .optional()
    .openapi({ description: 'The words of the direction column that mean money in, parted by commas.' }),
};
const statementBody = z.strictObject({
  csv: z.string().min(1),
  name: text(200).default('statement.csv'),
  currency: currency.optional(),
  ...answerFields,
});
const CSV = 'text/csv';
/** How long a caller waits; a longer statement goes on by itself. */
const PATIENCE_MS = 10_000;

export const bankRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/bank-imports',
    permission: 'payments.write',
    summary: 'Take in a bank’s statement as CSV',
    description:
      'Lines that name an account’s reference are posted, once for ever: the same statement again, or one that ' +
      'overlaps it, posts nothing twice. Which way money went, the order of the days and the decimal mark must be proved ' +
      'by the file (separate columns, signs, words of direction, a balance that adds up, a day above 12) or said in a ' +
      'field; else nothing is posted, and the answer names the field. The rest is kept for somebody to assign. A very long one goes on after the answer: ' +
      '`finishedAt` is null until it is done, and `taken` says how far it is.',
    query: z.strictObject({ name: text(200).optional(), currency: currency.optional(), ...answerFields }),
    ownBodies: { [CSV]: z.string(), 'application/json': statementBody },
    status: 201,
    answer: importShape,
    handle: async (call) => {
      const input = await readInput(call.http, call.query);
      if (input instanceof Response) return input;
      const id = await call.deps.checkFile(call.context, { kind: 'statement', input });
      if (isRefusal(id)) return id;
      const imported = await workBankStatement(call.context, id, PATIENCE_MS, holdFrom(call.context));
      return isRefusal(imported) ? imported : importAnswer(imported);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/bank-imports',
    permission: 'entries.read',
    summary: 'List the statements that were taken in, newest first',
    query: pageQuery(CURSORS.id, limitUpTo(200, 50)),
    answer: pageAnswer(importShape),
    handle: async ({ context, query: { cursor, limit } }) => {
      const before = cursor === undefined ? {} : { before: cursor };
      const imports = await readBankImports(context, { limit: limit + 1, ...before });
      const page = pageOf(imports, limit, ({ id }) => id);
      return { ...page, data: page.data.map(importAnswer) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/bank-imports/{id}',
    permission: 'entries.read',
    summary: 'Read what came of a statement',
    query: noQuery,
    answer: importShape,
    handle: async ({ context, id }) => {
      const found = await readBankImport(context, id);
      return isRefusal(found) ? found : importAnswer(found);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/bank-lines',
    permission: 'entries.read',
    summary: 'List the money that came in by bank, newest first',
    query: pageQuery(CURSORS.id, limitUpTo(200, 50)).extend({
      state: z.enum(['posted', 'unmatched', 'dismissed']).optional(),
      import: idText.refine(isId, 'must be the id of an import').optional(),
    }),
    answer: pageAnswer(bankLineShape),
    handle: async ({ context, query: { cursor, limit, state, import: importId } }) => {
      const lines = await readBankLines(context, {
        limit: limit + 1,
        ...(cursor === undefined ? {} : { before: cursor }),
        ...(state === undefined ? {} : { state }),
        ...(importId === undefined ? {} : { importId }),
      });
      const page = pageOf(lines, limit, (line) => line.id);
      return { ...page, data: page.data.map(bankLineAnswer) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/bank-lines/{id}/assign',
    permission: 'payments.write',
    summary: 'Post a line to the account it belongs to',
    body: z.strictObject({ accountId: idText }),
    keyed: true,
    answer: bankLineShape,
    handle: async ({ context, id, body, key }) =>
      lineOrRefusal(await assignBankLine(context, id, body.accountId, key)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/bank-lines/{id}/dismiss',
    permission: 'payments.write',
    summary: 'Take a line off the list: it is no client’s payment',
    body: z.strictObject({ reason: words(500) }),
    answer: bankLineShape,
    handle: async ({ context, id, body }) => lineOrRefusal(await dismissBankLine(context, id, body)),
  }),
];

type Said = {
  readonly [Key in Exclude<keyof z.infer<typeof statementBody>, 'csv'>]?:
    z.infer<typeof statementBody>[Key] | undefined;
};

async function readInput(http: Call['http'], query: Said): Promise<StatementInput | Response> {
  const type = (http.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  const bytes = new Uint8Array(await http.req.arrayBuffer());
  const { name = 'statement.csv', currency: of } = query;
  if (type === CSV) return { name, currency: of, content: bytes, answers: answersOf(query) };
  if (type !== 'application/json')
    return problem('unsupported_media_type', `Send ${CSV} or application/json.`);
  const read = statementBody.safeParse(parse(decodeText(bytes)));
  if (!read.success) return malformedFields(describeIssues(read.error.issues, 'body'));
  const { csv, ...said } = read.data;
  const known = { ...said, ...query };
  return {
    name: query.name ?? said.name,
    currency: of ?? said.currency,
    content: csv,
    answers: answersOf(known),
  };
}

/** The answers as the reader takes them. */
export function answersOf({ amounts, dateOrder, decimalMark, incoming }: Said): StatementAnswers {
  return { amounts, dateOrder, decimalMark, incoming: incoming?.split(',').map((word) => word.trim()) };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function lineOrRefusal(line: BankLine | Refusal): object {
  return isRefusal(line) ? line : bankLineAnswer(line);
}
