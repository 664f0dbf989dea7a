import { z } from '@hono/zod-openapi';
import { assignBankLine, dismissBankLine } from '../../../src/bank/assignBankLine.js';
import { forgetBankProfile, loadBankProfiles } from '../../../src/bank/bankProfiles.js';
import { holdFrom, workBankStatement } from '../../../src/bank/importBankStatement.js';
import { loadBankImport, loadBankImports, loadBankLines } from '../../../src/bank/loadPayments.js';
import { COLUMN_FIELDS, type StatementAnswers } from '../../../src/bank/reading/answers.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { decodeText, ENCODINGS } from '../../../src/platform/files/decodeText.js';
import { isId } from '../../../src/platform/ids.js';
import type { StatementInput } from '../../../src/statements/prepareStatement.js';
import type { BankLine } from '../../../src/store/bank/bank.js';
import { DATA_HEADERS, malformedFields, problem } from '../../http/problem.js';
import { describeIssues } from '../../http/request/describeIssue.js';
import { mediaTypeOf } from '../../http/request/readBody.js';
import { amount, currency, idText, localDate, text, boundedText } from '../framework/fields.js';
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
    .openapi({ description: `Heading of the column with ${holds}, or its number, such as "Column 3".` });

/** Answers for what the file leaves open; without them such a file is rejected, naming the field. */
export const answerFields = {
  amounts: z
    .enum(['plus-in', 'plus-out'])
    .optional()
    .openapi({
      description:
        'Sign convention: `plus-in` if positive amounts are money in, `plus-out` if they are money out ' +
        '(credit card bills).',
    }),
  dateOrder: z
    .enum(['dmy', 'mdy', 'ymd'])
    .optional()
    .openapi({ description: 'Order of day, month and year.' }),
  decimalMark: z.enum(['.', ',']).optional().openapi({ description: 'Decimal separator.' }),
  incoming: text(200)
    .optional()
    .openapi({ description: 'Values of the direction column that mean money in, separated by commas.' }),
  encoding: z.enum(ENCODINGS).optional().openapi({ description: 'Character encoding of the file.' }),
  dateColumn: columnField('the booking date'),
  amountColumn: columnField('the amount'),
  creditColumn: columnField('money in'),
  debitColumn: columnField('money out'),
  directionColumn: columnField('the direction (credit or debit)'),
  balanceColumn: columnField('the balance after the line'),
  currencyColumn: columnField('the currency'),
  payerColumn: columnField('the payer'),
  textColumn: columnField('the text'),
};
const saidFields = {
  name: text(200).optional(),
  currency: currency.optional(),
  ...answerFields,
  profile: idText
    .refine(isId, 'must be the id of a profile')
    .optional()
    .openapi({
      description:
        'Confirms and saves the format for files with the same headings and receiving account. Takes the ' +
        '`profile.id` of a dry run.',
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
    .openapi({ description: 'Returns how the file is read and what would be posted; posts nothing.' }),
});
/** The content decides what a file is; its type only that it is one. */
const FILE_TYPES = [
  ...['text/csv', 'text/plain', 'text/xml', 'application/xml', 'application/zip', 'application/gzip'],
  ...['application/x-ofx', 'application/octet-stream'],
] as const;
/** How long a caller waits; a longer import continues in the background. */
const PATIENCE_MS = 10_000;

export const bankRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/bank-imports',
    permission: 'payments.write',
    summary: 'Import a bank statement',
    description:
      'Takes camt.053, camt.052 and camt.054, OFX, MT940 (each plain or in a zip) and CSV, recognised by the ' +
      'content. Posts lines that contain an account’s reference, each once, even if the statement is sent again or ' +
      'overlaps another; a returned payment is reversed. A CSV must prove the direction of money, the date order and the decimal ' +
      'separator (separate columns, signs, direction values, a consistent balance, a day above 12); ' +
      'otherwise nothing is posted and the error names the field to send. Sent values are saved for files ' +
      'with the same headings and receiving account. Unmatched lines wait to be assigned. A long statement ' +
      'continues after the response: `finishedAt` is null until it is done, and `taken` is the number of ' +
      'lines processed.',
    query: statementQuery,
    ownBodies: {
      ...Object.fromEntries(FILE_TYPES.map((type) => [type, z.string()])),
      'application/json': statementBody,
    },
    status: 201,
    response: importShape,
    dryRunResponse: previewShape,
    handle: async (call) => {
      const sent = readInput(call);
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
      const imports = await loadBankImports(context, { limit: limit + 1, ...before });
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
      const found = await loadBankImport(context, id);
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
      const lines = await loadBankLines(context, {
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
    description: 'For a line held back because its amount or date could not be read, send them here.',
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
    summary: 'Dismiss a bank statement line',
    body: z.strictObject({ reason: boundedText(500) }),
    response: bankLineShape,
    handle: async ({ context, id, body }) => lineOrRefusal(await dismissBankLine(context, id, body)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/bank-profiles',
    permission: 'entries.read',
    summary: 'List saved bank statement formats',
    query: pageQuery(CURSORS.id, limitUpTo(200, 50)),
    response: pageResponse(profileShape),
    handle: async ({ context, query: { cursor, limit } }) => {
      const before = cursor === undefined ? {} : { before: cursor };
      const profiles = await loadBankProfiles(context, { limit: limit + 1, ...before });
      const page = pageOf(profiles, limit, ({ id }) => id);
      return { ...page, data: page.data.map(profileResponse) };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/bank-profiles/{id}',
    permission: 'payments.write',
    summary: 'Delete a saved bank statement format',
    status: 204,
    handle: ({ context, id }) => forgetBankProfile(context, id),
  }),
];

interface Redirect {
  readonly input: StatementInput;
  readonly isDryRun: boolean;
}

function readInput({
  http,
  bytes,
  query: { dryRun, ...query },
}: Call<z.infer<typeof statementQuery>>): Redirect | Response {
  const type = mediaTypeOf(http);
  if (FILE_TYPES.some((each) => each === type))
    return { input: inputOf(bytes, query), isDryRun: dryRun === 'true' };
  if (type !== 'application/json')
    return problem('unsupported_media_type', `Send ${FILE_TYPES.join(', ')} or application/json.`);
  const read = statementBody.safeParse(parse(decodeText(bytes)));
  if (!read.success) return malformedFields(describeIssues(read.error.issues, 'body'));
  const { csv, dryRun: isDryRun = false, ...said } = read.data;
  return { input: inputOf(csv, { ...said, ...query }), isDryRun: isDryRun || dryRun === 'true' };
}

type Said = Omit<z.infer<typeof statementBody>, 'csv' | 'dryRun'>;

function inputOf(content: Uint8Array | string, { name = 'statement', currency: of, profile, ...said }: Said) {
  return { content, name, currency: of, profile, answers: answersOf(said) };
}

/** The answers in the parser's format. */
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
