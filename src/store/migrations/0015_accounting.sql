-- How a tenant's ledger is booked by its accounting office.

-- Accounts of the office's chart, formats and their settings; a table of its own, as statements keep the settings of
-- the site at their time.
create table accounting (
  site_id uuid primary key references sites,
  settings jsonb not null
);

-- A client's number in the office's chart. It belongs to the tenant: an account that moves gets another there.
create table debtor_numbers (
  site_id uuid not null references sites,
  account_id uuid not null references accounts,
  number bigint not null check (number > 0),
  primary key (site_id, account_id),
  unique (site_id, number)
);
create index debtor_numbers_by_account on debtor_numbers (account_id);
