-- The ledger: its entries, the periods that were settled into it, what will be posted and what is contested, and what
-- its months came to.

-- One row is one transfer between the client's tab and a contra_account account (cash:bank, revenue:usage, tax:VAT):
-- a single amount that leaves one and enters the other cannot be unbalanced. ledger_lines shows both legs.
-- No contra_account account keeps a running balance: one shared row would serialise every payment.
create table entries (
  id uuid primary key,
  account_id uuid not null references accounts,
  number bigint not null check (number > 0),
  kind text not null check (kind in ('payment', 'charge', 'tax', 'refund', 'reversal', 'adjustment')),
  category text,
  amount numeric not null check (amount <> 0),
  balance_after numeric not null,
  contra_account text not null,
  description text not null,
  method text,
  reference text,
  reverses uuid references entries,
  -- The payment a refund or a chargeback is of; the charge, or the tax on it, that a credit gives a part of back.
  corrects uuid references entries,
  -- The charge this tax belongs to.
  taxes uuid references entries,
  -- The tax a charge bears and a tax entry is of, as it was then: what an account bears may change.
  tax_name text,
  tax_percent text,
  -- Which line of which plan in which period a settled charge stands for.
  assignment_id uuid references assignments,
  line text,
  period_date date,
  meter text,
  quantity numeric,
  -- Of a usage line, what its meter had come to in all; `quantity` is what this entry added or took away.
  meter_total numeric,
  effective_at timestamptz not null,
  posted_at timestamptz not null,
  actor text not null,
  unique (account_id, number)
);
create unique index entries_reversed_once on entries (reverses) where reverses is not null;
create index entries_by_corrected on entries (corrects) where corrects is not null;
create index entries_by_charge on entries (taxes) where taxes is not null;
create index entries_by_line on entries (account_id, period_date) where period_date is not null;
-- What may be taxed since the last statement is queried at every assessment; payments and entries that bear no tax, of
-- which there are many, are not.
create index entries_taxable on entries (account_id, number)
 where kind in ('charge', 'tax', 'adjustment', 'reversal')
   and (tax_name is not null or reverses is not null or taxes is not null or corrects is not null);
-- What usage brought this month and last. Payments and charges by hand are not in it.
create index entries_usage_by_time on entries (posted_at) include (account_id, amount) where contra_account = 'revenue:usage';
-- Entries come in order of time, so a summary of blocks finds a month; it costs a posting next to nothing.
create index entries_by_time on entries using brin (posted_at) with (pages_per_range = 32, autosummarize = on);

create trigger entries_append_only before update or delete on entries
  for each row execute function refuse_change();
create trigger entries_no_truncate before truncate on entries
  for each statement execute function refuse_change();

-- Money goes back once: what was given back of an entry is linked to it, and is never more than the entry. The posting
-- code holds the account's lock and has counted already; this refuses what got past that.
create function refuse_beyond_left() returns trigger language plpgsql as $$
declare
  target entries%rowtype;
  remaining numeric;
begin
  select * into target from entries where id = coalesce(new.corrects, new.reverses);
  select target.amount + coalesce(sum(b.amount + coalesce(undone.amount, 0)), 0) into remaining
    from entries b left join entries undone on undone.reverses = b.id
   where b.corrects = target.id or b.reverses = target.id;
  if remaining * sign(target.amount) < 0 then
    raise exception 'more would be given back than entry % is', target.id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger entries_within_left after insert on entries
  for each row when (new.corrects is not null or new.reverses is not null)
  execute function refuse_beyond_left();

create view ledger_lines as
  select e.id as entry_id, 'client:' || e.account_id as ledger_account, a.site_id, a.currency, e.amount, e.posted_at
    from entries e join accounts a on a.id = e.account_id
  union all
  select e.id, e.contra_account, a.site_id, a.currency, -e.amount, e.posted_at
    from entries e join accounts a on a.id = e.account_id;

create table idempotency_keys (
  site_id uuid not null,
  key text not null,
  fingerprint bytea not null,
  entry_id uuid,
  response jsonb,
  created_at timestamptz not null,
  primary key (site_id, key)
);

create table periods (
  account_id uuid not null references accounts,
  start_date date not null,
  end_date date not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  settled_at timestamptz not null,
  opening_number bigint not null,
  closing_number bigint not null,
  opening_balance numeric not null,
  closing_balance numeric not null,
  -- What each plan's meters had come to as the period was settled, by assignment and meter.
  usage jsonb not null default '{}',
  -- The tax that the account bore when a period was settled: late usage of the period bears it, too.
  tax_name text,
  tax_percent text,
  -- Usage for this period came after it was settled; it must be rated again.
  late_usage boolean not null default false,
  -- Late usage is gathered before a settled period is rated again: since when there is some.
  late_since timestamptz,
  statement_due boolean not null,
  primary key (account_id, start_date)
);
create index periods_late on periods (account_id) where late_usage;
create index periods_statement_due on periods (account_id) where statement_due;

create table scheduled_charges (
  id uuid primary key,
  account_id uuid not null references accounts,
  due_on date not null,
  amount numeric not null check (amount > 0),
  description text not null,
  category text not null,
  created_at timestamptz not null,
  actor text not null,
  entry_id uuid references entries,
  cancelled_at timestamptz
);
create index scheduled_open on scheduled_charges (account_id, due_on) where entry_id is null and cancelled_at is null;
-- Planned charges by when they are due, over all accounts: the oldest that was not posted shows how late settling is.
create index scheduled_due on scheduled_charges (due_on) where entry_id is null and cancelled_at is null;
create index scheduled_by_account on scheduled_charges (account_id, id);

create table disputes (
  id uuid primary key,
  entry_id uuid not null references entries,
  account_id uuid not null references accounts,
  amount numeric not null,
  reason text not null,
  -- A provider's disputes have its ids, and a payment may have several; one that is opened by hand has none.
  reference text,
  opened_at timestamptz not null,
  opened_by text not null,
  resolved_at timestamptz,
  resolved_by text,
  outcome text check (outcome in ('upheld', 'dismissed'))
);
create unique index disputes_open on disputes (entry_id, reference) nulls not distinct where resolved_at is null;
create index disputes_by_account on disputes (account_id);

-- What a month that is over came to, worked out when it is first asked for: nothing is posted into the past. An account
-- that moves takes its months along, so those of both sites are forgotten then.
create table months (
  site_id uuid not null references sites,
  -- The first day of the month, by UTC.
  month date not null,
  currency text not null,
  invoiced numeric not null,
  paid numeric not null,
  usage numeric not null,
  entries bigint not null,
  primary key (site_id, month, currency)
);
-- A month without any entries is known, too.
create table months_known (
  site_id uuid not null references sites,
  month date not null,
  -- Null: the whole month is added up. Otherwise what was posted before this instant; the rest is added when asked for.
  until timestamptz,
  primary key (site_id, month)
);
