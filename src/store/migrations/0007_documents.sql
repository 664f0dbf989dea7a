-- Statements, invoices and credit notes: numbered without gaps for each owner, kind and year, and kept as issued.

-- Taking the next number locks this row, so that numbers follow the order of the commits without gaps. `issued` (year 0)
-- counts the invoices of all kinds, which is the order of the owner's events.
create table document_series (
  site_id uuid not null references sites,
  year integer not null,
  last_number integer not null check (last_number > 0),
  kind text not null default 'statement'
    check (kind in ('statement', 'invoice', 'credit-note', 'prepayment', 'issued')),
  primary key (site_id, kind, year)
);

create table documents (
  id uuid primary key,
  site_id uuid not null,
  year integer not null,
  number integer not null check (number > 0),
  account_id uuid not null,
  period_date date not null,
  issued_at timestamptz not null,
  -- The issuer and the recipient at that time. The listed entries never change, so they are not copied.
  particulars jsonb not null,
  series text not null default 'statement' check (series = 'statement'),
  foreign key (site_id, series, year) references document_series,
  foreign key (account_id, period_date) references periods,
  unique (site_id, year, number),
  unique (account_id, period_date)
);
create trigger documents_append_only before update or delete on documents
  for each row execute function refuse_change();
create trigger documents_no_truncate before truncate on documents
  for each statement execute function refuse_change();

-- Invoices, credit notes and prepayment invoices, each with all its content: its PDF and its XML are made from that.
create table invoices (
  id uuid primary key,
  site_id uuid not null,
  account_id uuid not null references accounts,
  -- The place among all of the owner's, in the order of the commits.
  position integer not null,
  kind text not null check (kind in ('invoice', 'credit-note', 'prepayment')),
  year integer not null,
  place integer not null check (place > 0),
  -- The number as printed.
  number text not null,
  issued_on date not null,
  issued_at timestamptz not null,
  -- The settled period of its charges; null: issued after the account was closed, or for a payment.
  period_date date,
  -- The period whose documents a credit note corrects.
  corrects date,
  -- It is about entries up to this one.
  closing_number bigint not null,
  -- The payment that a prepayment invoice is about.
  payment_id uuid references entries,
  currency text not null,
  total numeric not null,
  content jsonb not null,
  -- The owner's logo and footer at that time.
  design jsonb not null,
  foreign key (site_id, kind, year) references document_series,
  foreign key (account_id, period_date) references periods,
  unique (site_id, kind, year, place),
  unique (site_id, number),
  unique (site_id, position)
);
create unique index invoices_by_payment on invoices (payment_id) where payment_id is not null;
create index invoices_by_account on invoices (account_id, position);
create index invoices_by_day on invoices (site_id, issued_on, position);
create trigger invoices_append_only before update or delete on invoices
  for each row execute function refuse_change();
create trigger invoices_no_truncate before truncate on invoices
  for each statement execute function refuse_change();

-- The current details of a document's issuer and recipient.
create function document_particulars(account uuid) returns jsonb language sql stable as $$
  select jsonb_build_object(
           'language', a.language, 'timeZone', a.time_zone, 'currency', a.currency,
           'sender', (s.settings - 'suspendedWords' - 'taxPolicy') || jsonb_build_object('name', s.name),
           'client', jsonb_build_object('name', a.name, 'email', a.email, 'reference', a.reference,
             'particulars', a.particulars),
           'siteNames', coalesce((select jsonb_agg(c.name order by c.slug) from sites c where c.account_id = a.id),
             '[]'::jsonb),
           'units', (select jsonb_object_agg(m.name, m.unit) from meters m
                      where m.site_id is null or m.site_id = a.site_id))
    from accounts a join sites s on s.id = a.site_id
   where a.id = account
$$;
