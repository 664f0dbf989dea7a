import { z } from '@hono/zod-openapi';
import { assignBankLine, dismissBankLine } from '../../../src/bank/assignBankLine.js';
import { forgetBankProfile, readBankProfiles } from '../../../src/bank/bankProfiles.js';
import { holdFrom, workBankStatement } from '../../../src/bank/importBankStatement.js';
import { readBankImport, readBankImports, readBankLines } from '../../../src/bank/readPayments.js';
import { COLUMN_FIELDS, type StatementAnswers } from '../../../src/bank/reading/answers.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { decodeText, ENCODINGS } from '../../../src/platform/files/decodeText.js';
import { isId } from '../../../src/platform/ids.js';
import type { StatementInput } from '../../../src/statements/prepareStatement.js';
import type { BankLine } from '../../../src/store/bank/bank.js';
import { DATA_HEADERS, malformedFields, problem } from '../../http/problem.js';
import { describeIssues } from '../../web/reading/describeIssue.js';
import { amount, currency, idText, localDate, text, words } from '../framework/fields.js';
import { CURSORS, limitUpTo, noQuery, pageResponse, pageOf, pageQuery } from '../framework/paging.js';
import { type Call, defineRoute } from '../framework/route.js';
import { bankLineResponse, bankLineShape, importResponse, importShape } from '../payments/paymentShapes.js';
import {
  BANK_LINE_STATES,
  statementPreviewResponse,
  previewShape,
  profileResponse,
  profileShape,
} from './bankShapes.js';

const columnField = (holds: string) =>
  text(200)
    .optional()
    .openapi({ description: `The heading of the column with ${holds}, or "Column 3".` });

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
  encoding: z.enum(ENCODINGS).optional().openapi({ description: 'What the bytes of the file are read as.' }),
  dateColumn: columnField('the day of the booking'),
  amountColumn: columnField('the amount'),
  creditColumn: columnField('money in'),
  debitColumn: columnField('money out'),
  directionColumn: columnField('the word that says which way money went'),
  balanceColumn: columnField('the balance after the booking'),
  currencyColumn: columnField('the currency'),
  payerColumn: columnField('the payer'),
  textColumn: columnField('the text'),
};
const saidFields = {
  name: text(200).optional(),
  currency: currency.optional(),
  ...answerFields,
  profile: idText.refine(isId, 'must be the id of a profile').optional().openapi({
    description:
      'Confirms how files with this heading and receiving account are read, and remembers it: the `profile.id` of a dry run.',
  }),
};
const statementBody = z.strictObject({
  csv: z.string().min(1),
  ...saidFields,
  dryRun: z.boolean().optional(),
});
const statementQuery = z.strictObject({
  ...saidFields,
  dryRun: z
    .enum(['true', 'false'])
    .optional()
    .openapi({ description: 'Says how the file is understood and what would come of it; posts nothing.' }),
});
const CSV = 'text/csv';
/** How long a caller waits; a longer statement goes on by itself. */
const PATIENCE_MS = 10_000;

export const bankRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/bank-imports',
    permission: 'payments.write',
    summary: 'Import a bank statement',
    description:
      'Lines that name an account’s reference are posted, once for ever: the same statement again, or one that ' +
      'overlaps it, posts nothing twice. Which way money went, the order of the days and the decimal mark must be proved ' +
      'by the file (separate columns, signs, words of direction, a balance that adds up, a day above 12) or said in a ' +
      'field; else nothing is posted, and the answer names the field. What is said is remembered for files with the same ' +
      'heading and receiving account. `dryRun` answers with what was understood and posts nothing. The rest is kept for somebody to assign. A very long one goes on after the answer: ' +
      '`finishedAt` is null until it is done, and `taken` says how far it is.',
    query: statementQuery,
    ownBodies: { [CSV]: z.string(), 'application/json': statementBody },
    status: 201,
    response: importShape,
    dryRunResponse: previewShape,
    handle: async (call) => {
      const sent = await readInput(call.http, call.query);
      if (sent instanceof Response) return sent;
      const { input, isDryRun } = sent;
      if (isDryRun) {
        const preview = await call.deps.checkFile(call.context, { kind: 'statement-preview', input });
        return isRefusal(preview)
          ? preview
          : call.http.json(statementPreviewResponse(preview), 200, DATA_HEADERS);
      }
      const id = await call.deps.checkFile(call.context, { kind: 'statement', input });
      if (isRefusal(id)) return id;
      const imported = await workBankStatement(call.context, id, PATIENCE_MS, holdFrom(call.context));
      return isRefusal(imported) ? imported : importResponse(imported);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/bank-imports',
    permission: 'entries.read',
    summary: 'List bank statement imports, newest first',
    query: pageQuery(CURSORS.id, limitUpTo(200, 50)),
    response: pageResponse(importShape),
    handle: async ({ context, query: { cursor, limit } }) => {
      const before = cursor === undefined ? {} : { before: cursor };
      const imports = await readBankImports(context, { limit: limit + 1, ...before });
      const page = pageOf(imports, limit, ({ id }) => id);
      return { ...page, data: page.data.map(importResponse) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/bank-imports/{id}',
    permission: 'entries.read',
    summary: 'Retrieve a bank statement import',
    query: noQuery,
    response: importShape,
    handle: async ({ context, id }) => {
      const found = await readBankImport(context, id);
      return isRefusal(found) ? found : importResponse(found);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/bank-lines',
    permission: 'entries.read',
    summary: 'List bank statement lines, newest first',
    query: pageQuery(CURSORS.id, limitUpTo(200, 50)).extend({
      state: z.enum(BANK_LINE_STATES).optional(),
      import: idText.refine(isId, 'must be the id of an import').optional(),
    }),
    response: pageResponse(bankLineShape),
    handle: async ({ context, query: { cursor, limit, state, import: importId } }) => {
      const lines = await readBankLines(context, {
        limit: limit + 1,
        ...(cursor === undefined ? {} : { before: cursor }),
        ...(state === undefined ? {} : { state }),
        ...(importId === undefined ? {} : { importId }),
      });
      const page = pageOf(lines, limit, (line) => line.id);
      return { ...page, data: page.data.map(bankLineResponse) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/bank-lines/{id}/assign',
    permission: 'payments.write',
    summary: 'Post a bank statement line to an account',
    description: 'A line that is held back because its amount or its day could not be read takes them here.',
    body: z.strictObject({ accountId: idText, amount: amount.optional(), bookedOn: localDate.optional() }),
    keyed: true,
    response: bankLineShape,
    handle: async ({ context, id, body: { accountId, ...facts }, key }) =>
      lineOrRefusal(await assignBankLine(context, id, accountId, key, facts)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/bank-lines/{id}/dismiss',
    permission: 'payments.write',
    summary: 'Dismiss a bank statement line that is no client’s payment',
    body: z.strictObject({ reason: words(500) }),
    response: bankLineShape,
    handle: async ({ context, id, body }) => lineOrRefusal(await dismissBankLine(context, id, body)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/bank-profiles',
    permission: 'entries.read',
    summary: 'List what is remembered of bank statement files',
    query: pageQuery(CURSORS.id, limitUpTo(200, 50)),
    response: pageResponse(profileShape),
    handle: async ({ context, query: { cursor, limit } }) => {
      const before = cursor === undefined ? {} : { before: cursor };
      const profiles = await readBankProfiles(context, { limit: limit + 1, ...before });
      const page = pageOf(profiles, limit, ({ id }) => id);
      return { ...page, data: page.data.map(profileResponse) };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/bank-profiles/{id}',
    permission: 'payments.write',
    summary: 'Forget what is remembered of a kind of bank statement file',
    status: 204,
    handle: ({ context, id }) => forgetBankProfile(context, id),
  }),
];

interface Redirect {
  readonly input: StatementInput;
  readonly isDryRun: boolean;
}

async function readInput(
  http: Call['http'],
  { dryRun, ...query }: z.infer<typeof statementQuery>,
): Promise<Redirect | Response> {
  const type = (http.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  const bytes = new Uint8Array(await http.req.arrayBuffer());
  if (type === CSV) return { input: inputOf(bytes, query), isDryRun: dryRun === 'true' };
  if (type !== 'application/json')
    return problem('unsupported_media_type', `Send ${CSV} or application/json.`);
  const read = statementBody.safeParse(parse(decodeText(bytes)));
  if (!read.success) return malformedFields(describeIssues(read.error.issues, 'body'));
  const { csv, dryRun: isDryRun = false, ...said } = read.data;
  return { input: inputOf(csv, { ...said, ...query }), isDryRun: isDryRun || dryRun === 'true' };
}

type Said = Omit<z.infer<typeof statementBody>, 'csv' | 'dryRun'>;

function inputOf(
  content: Uint8Array | string,
  { name = 'statement.csv', currency: of, profile, ...said }: Said,
) {
  return { content, name, currency: of, profile, answers: answersOf(said) };
}

/** The answers as the reader takes them. */
export function answersOf(said: Omit<Said, 'name' | 'currency' | 'profile'>): StatementAnswers {
  const { amounts, dateOrder, decimalMark, incoming, encoding } = said;
  const named = COLUMN_FIELDS.flatMap((field) => {
    const heading = said[`${field}Column`];
    return heading === undefined ? [] : [[field, heading] as const];
  });
  return {
    ...{ amounts, dateOrder, decimalMark, encoding },
    incoming: incoming?.split(',').map((word) => word.trim()),
    columns: named.length === 0 ? undefined : Object.fromEntries(named),
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function lineOrRefusal(line: BankLine | Refusal): object {
  return isRefusal(line) ? line : bankLineResponse(line);
}
