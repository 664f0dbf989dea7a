-- Receipts for payments, and what becomes of prepayment invoices.

alter table document_series drop constraint document_series_kind_check;
alter table document_series add constraint document_series_kind_check
  check (kind in ('statement', 'invoice', 'credit-note', 'prepayment', 'receipt', 'issued'));
alter table invoices drop constraint invoices_kind_check;
alter table invoices add constraint invoices_kind_check
  check (kind in ('invoice', 'credit-note', 'prepayment', 'receipt'));

-- A payment has one prepayment invoice or receipt; its credit notes name the payment, too.
drop index invoices_by_payment;
create unique index invoices_by_payment on invoices (payment_id) where kind in ('prepayment', 'receipt');
create index invoices_prepaid on invoices (account_id, position) where kind = 'prepayment';

-- The parts of a prepayment invoice that an invoice deducts or a credit note gives back, each with its tax. Together they
-- are never more than the prepayment invoice.
create table prepayment_uses (
  prepayment_id uuid not null references invoices,
  document_id uuid not null references invoices,
  total numeric not null check (total > 0),
  tax numeric not null check (tax >= 0 and tax <= total),
  primary key (prepayment_id, document_id)
);
create trigger prepayment_uses_append_only before update or delete on prepayment_uses
  for each row execute function refuse_change();
create trigger prepayment_uses_no_truncate before truncate on prepayment_uses
  for each statement execute function refuse_change();
