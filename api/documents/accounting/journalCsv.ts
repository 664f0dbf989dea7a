import { type Accounting, lineAccountsOf } from '../../../src/billing/accounting/accounting.js';
import type { JournalLine } from '../../../src/billing/accounting/journal.js';
import { formatPercent } from '../../../src/core/values/money.js';
import { categoryOf } from '../../../src/billing/tax/treatment.js';
import { type Cell, figure, money } from '../../web/csv.js';

export const JOURNAL_COLUMNS = [
  ...['date', 'value_date', 'document', 'document_kind', 'due_on', 'corrects', 'client', 'client_reference'],
  ...['debtor', 'client_vat_id', 'client_country', 'text', 'kind', 'category', 'currency', 'amount'],
  ...['debit_account', 'credit_account', 'tax_category', 'tax_percent', 'tax_country', 'treatment'],
  ...['ledger_account', 'account_key', 'method', 'payment_reference', 'entry_id', 'entry_number'],
];

/** One booking of the journal. The amount is positive: what comes back swaps the accounts. */
export function journalCells(line: JournalLine, settings: Accounting): Cell[] {
  const { account, row, document, minor, date, valueDate, treatment, category } = line;
  const { client = '', contra = '', contraKey } = lineAccountsOf(line, settings);
  const isDebit = minor > 0n;
  const { currency, reference } = account;
  const {
    vatId = '',
    country = '',
    name,
  } = document?.client ?? {
    name: account.particulars.legalName ?? account.name,
    ...account.particulars,
  };
  const { tax } = row;
  return [
    ...[date, valueDate, document?.number ?? '', document?.kind ?? '', document?.dueOn ?? ''],
    ...[document?.preceding.join(' ') ?? '', name, reference, account.debtor ?? '', vatId, country],
    ...[row.description, row.kind, category ?? '', currency, money(isDebit ? minor : -minor, currency)],
    ...(isDebit ? [client, contra] : [contra, client]),
    ...(tax === null
      ? ['', '', '']
      : [categoryOf(tax), figure(formatPercent(tax.percent)), tax.country ?? '']),
    ...[treatment ?? '', row.contraAccount, contraKey, row.method ?? '', row.reference ?? ''],
    ...[row.entryId, row.number],
  ];
}
