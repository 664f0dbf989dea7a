import type { IssuedInvoice } from '../../src/store/invoices/invoices.js';
import { formatDate } from '../console/accounts/list/format.js';
import { formatMoney } from '../web/charts/format.js';
import { INVOICE_FORMS, type InvoiceForm } from './invoices.js';

const KINDS: Readonly<Record<IssuedInvoice['kind'], string>> = {
  invoice: 'Invoice',
  'credit-note': 'Credit note',
  prepayment: 'Prepayment invoice',
};

const FORMS: Readonly<Record<InvoiceForm, string>> = {
  pdf: 'PDF',
  ubl: 'UBL',
  cii: 'CII',
  xrechnung: 'XRechnung',
};

interface TableProps {
  /** The path below which each document has its files; of a list of all clients, that of the accounts. */
  readonly base: string;
  readonly invoices: readonly (IssuedInvoice & { readonly accountName?: string })[];
}

/** Invoices and credit notes, each with its files. */
export function InvoiceTable({ base, invoices }: TableProps) {
  const isOfAll = invoices.some(({ accountName }) => accountName !== undefined);
  const filesOf = ({ accountId, id }: IssuedInvoice): string =>
    isOfAll ? `${base}/${accountId}/invoices/${id}` : `${base}/${id}`;
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Document</th>
          <th scope="col">Number</th>
          {isOfAll && <th scope="col">Client</th>}
          <th scope="col">Date</th>
          <th scope="col" class="amount">
            Total
          </th>
          <th scope="col" class="does">
            Download
          </th>
        </tr>
      </thead>
      <tbody>
        {invoices.map((issued) => {
          const { kind, number, issuedOn, total, currency, accountName } = issued;
          return (
            <tr>
              <td>{KINDS[kind]}</td>
              <td data-label="Number">{number}</td>
              {accountName !== undefined && (
                <td data-label="Client">
                  <a href={`${base}/${issued.accountId}`}>{accountName}</a>
                </td>
              )}
              <td data-label="Date">{formatDate(issuedOn)}</td>
              <td class="amount" data-label="Total">
                {formatMoney(kind === 'credit-note' ? -total : total, currency)} {currency}
              </td>
              <td class="does">
                {INVOICE_FORMS.map((form) => (
                  <a class="button" href={`${filesOf(issued)}/${form}`}>
                    {FORMS[form]}
                    <span class="hidden"> of {number}</span>
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
