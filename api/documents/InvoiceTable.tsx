import type { IssuedInvoice } from '../../src/store/invoices/invoices.js';
import type { InvoiceKind } from '../../src/billing/invoices/invoice.js';
import { formatDate } from '../console/accounts/list/format.js';
import { formatMoney } from '../web/charts/format.js';
import { DOCUMENT_KINDS } from './documentKinds.js';
import { INVOICE_FORMS, type InvoiceForm } from './invoices.js';

const FORMS: Readonly<Record<InvoiceForm, string>> = {
  pdf: 'PDF',
  ubl: 'UBL',
  cii: 'CII',
  xrechnung: 'XRechnung',
};

/** How the reader of the table writes. */
export interface DocumentWriting {
  readonly texts: DocumentTableTexts;
  readonly date: (date: string) => string;
  readonly amount: (minor: bigint, currency: string) => string;
}

export interface DocumentTableTexts {
  readonly kinds: Readonly<Record<InvoiceKind, string>>;
  readonly document: string;
  readonly number: string;
  readonly date: string;
  readonly total: string;
  readonly download: string;
  readonly of: (number: string) => string;
}

export const ENGLISH_DOCUMENTS: DocumentWriting = {
  texts: {
    kinds: DOCUMENT_KINDS,
    document: 'Document',
    number: 'Number',
    date: 'Date',
    total: 'Total',
    download: 'Download',
    of: (number) => `of ${number}`,
  },
  date: formatDate,
  amount: formatMoney,
};

interface TableProps {
  /** The path below which each document has its files; of a list of all clients, that of the accounts. */
  readonly base: string;
  readonly invoices: readonly (IssuedInvoice & { readonly accountName?: string })[];
  readonly writing?: DocumentWriting;
}

/** Invoices and credit notes, each with its files. */
export function InvoiceTable({ base, invoices, writing = ENGLISH_DOCUMENTS }: TableProps) {
  const { texts, date, amount } = writing;
  const isOfAll = invoices.some(({ accountName }) => accountName !== undefined);
  const filesOf = ({ accountId, id }: IssuedInvoice): string =>
    isOfAll ? `${base}/${accountId}/invoices/${id}` : `${base}/${id}`;
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">{texts.document}</th>
          <th scope="col">{texts.number}</th>
          {isOfAll && <th scope="col">Client</th>}
          <th scope="col">{texts.date}</th>
          <th scope="col" class="amount">
            {texts.total}
          </th>
          <th scope="col" class="does">
            {texts.download}
          </th>
        </tr>
      </thead>
      <tbody>
        {invoices.map((issued) => {
          const { kind, number, issuedOn, total, currency, accountName } = issued;
          return (
            <tr>
              <td>{texts.kinds[kind]}</td>
              <td data-label={texts.number}>{number}</td>
              {accountName !== undefined && (
                <td data-label="Client">
                  <a href={`${base}/${issued.accountId}`}>{accountName}</a>
                </td>
              )}
              <td data-label={texts.date}>{date(issuedOn)}</td>
              <td class="amount" data-label={texts.total}>
                {amount(kind === 'credit-note' ? -total : total, currency)} {currency}
              </td>
              <td class="does">
                {formsOf(kind).map((form) => (
                  <a class="button" href={`${filesOf(issued)}/${form}`}>
                    {FORMS[form]}
                    <span class="hidden"> {texts.of(number)}</span>
                  </a>
                ))}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A receipt is no invoice, so it has no form as data. */
function formsOf(kind: InvoiceKind): readonly InvoiceForm[] {
  return kind === 'receipt' ? ['pdf'] : INVOICE_FORMS;
}
