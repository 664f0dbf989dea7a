-- The ledger: entries, settled periods, planned charges, disputes, and monthly sums.

-- One row is one transfer between the client's account and a contra account (cash:bank, revenue:usage, tax:VAT): a
-- single amount that leaves one and enters the other cannot be unbalanced. ledger_lines shows both legs. No contra
-- account keeps a running balance: one shared row would serialise every payment.
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
  -- The payment that a refund or chargeback gives back; the charge, or the tax on it, that a credit gives back in part.
  corrects uuid references entries,
  -- The charge this tax belongs to.
  taxes uuid references entries,
  -- The tax that a charge bears, or that a tax entry is for, as decided at that time: an account's tax may change. A
  -- charge without tax bears one, too, where it was decided: its category (UNCL 5305) and the reason say why.
  tax_name text,
  tax_percent text,
  tax_category text check (tax_category in ('S', 'Z', 'E', 'AE', 'K', 'G', 'O')),
  tax_reason_code text,
  -- The country it is owed to, where that is not the seller's own.
  tax_country text,
  -- The line, plan and period that a settled charge is for.
  assignment_id uuid references assignments,
  line text,
  period_date date,
  meter text,
  quantity numeric,
  -- For a usage line, the total of its meter; `quantity` is what this entry added or removed.
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
-- Taxable entries since the last statement are read at every assessment. The many payments and entries without tax are
-- left out.
create index entries_taxable on entries (account_id, number)
 where kind in ('charge', 'tax', 'adjustment', 'reversal')
   and (tax_name is not null or reverses is not null or taxes is not null or corrects is not null);
-- Usage charges of this month and the last. Payments and charges by hand are left out.
create index entries_usage_by_time on entries (posted_at) include (account_id, amount) where contra_account = 'revenue:usage';
-- Entries are stored in order of time, so block ranges are enough to find a month, at almost no cost per posting.
create index entries_by_time on entries using brin (posted_at) with (pages_per_range = 32, autosummarize = on);

create trigger entries_append_only before update or delete on entries
  for each row execute function refuse_change();
create trigger entries_no_truncate before truncate on entries
  for each statement execute function refuse_change();

-- The credits, refunds and reversals of an entry never exceed the entry. The posting code has already checked this
-- under the account's lock; this trigger is a second barrier.
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
  -- The totals of each plan's meters at settlement, by assignment and meter.
  usage jsonb not null default '{}',
  -- The account's tax at settlement: late usage of the period bears it, too.
  tax_name text,
  tax_percent text,
  tax_category text,
  tax_reason_code text,
  tax_country text,
  -- Late usage arrived for this settled period; it must be rated again.
  late_usage boolean not null default false,
  -- When the first of it arrived. Late usage is gathered before a settled period is rated again.
  late_since timestamptz,
  statement_due boolean not null,
  primary key (account_id, start_date)
);
create index periods_late on periods (account_id) where late_usage;
create index periods_statement_due on periods (account_id) where statement_due;

-- Marks the settled periods of days to be rated again; one that is marked already stays unchanged. A function, since it
-- must see the periods that are settled when its caller has waited for settlement, not when its statement began.
create function mark_late_usage(account_ids uuid[], days date[], at timestamptz) returns void language plpgsql as $$
begin
  update periods p set late_usage = true, late_since = at
    from unnest(account_ids, days) as d(account_id, day)
   where p.account_id = d.account_id and d.day >= p.start_date and d.day < p.end_date and not p.late_usage;
end $$;

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
-- Planned charges of all accounts by due time: the oldest unposted one shows how late settlement is.
create index scheduled_due on scheduled_charges (due_on) where entry_id is null and cancelled_at is null;
create index scheduled_by_account on scheduled_charges (account_id, id);

create table disputes (
  id uuid primary key,
  entry_id uuid not null references entries,
  account_id uuid not null references accounts,
  amount numeric not null,
  reason text not null,
  -- A provider's disputes have its ids, and a payment may have several; a dispute opened by hand has none.
  reference text,
  opened_at timestamptz not null,
  opened_by text not null,
  resolved_at timestamptz,
  resolved_by text,
  outcome text check (outcome in ('upheld', 'dismissed'))
);
create unique index disputes_open on disputes (entry_id, reference) nulls not distinct where resolved_at is null;
create index disputes_by_account on disputes (account_id);

-- The sums of a finished month, computed on first use: nothing is posted into the past. An account that moves takes its
-- months along, so the stored sums of both sites are deleted then.
create table months (
  site_id uuid not null references sites,
  -- The first day of the month, by UTC.
  month date not null,
  currency text not null,
  invoiced numeric not null,
  adjusted numeric not null,
  paid numeric not null,
  usage numeric not null,
  entries bigint not null,
  primary key (site_id, month, currency)
);
-- A month without entries has a row, too.
create table months_known (
  site_id uuid not null references sites,
  month date not null,
  -- Null: the sum covers the whole month. Otherwise it covers entries before this instant; the rest is added on use.
  until timestamptz,
  primary key (site_id, month)
);
