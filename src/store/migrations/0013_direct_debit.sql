-- Direct debit: what clients have agreed to, each debit with its state, and the files for an owner's own bank.

-- What is collected by itself from an account with a mandate: what keeps it online, before its limit, or what is owed
-- at a settlement.
alter table accounts add column debit_mode text not null default 'top-up'
  check (debit_mode in ('top-up', 'invoice', 'off'));

create table mandates (
  id uuid primary key,
  account_id uuid not null references accounts,
  -- The unique mandate reference; unique among the tenant's accounts.
  reference text not null,
  -- Who collects: the owner's own bank, from a file, or a payment provider.
  collector text not null check (collector in ('bank', 'stripe', 'mollie')),
  holder text not null,
  country text not null,
  last_four text not null,
  -- The IBAN, or the provider's tokens, sealed; '' once it is erased.
  sealed text not null,
  -- On paper: the owner has the signed original, and there is neither text nor address.
  on_paper boolean not null,
  -- The text as it was shown, in its language.
  shown text not null,
  language text not null,
  signed_on date not null,
  given_at timestamptz not null,
  given_by text not null,
  ip text,
  user_agent text,
  -- The last debit that was handed in for it; after 36 months without one it lapses.
  used_at timestamptz,
  ended_at timestamptz,
  ended_by text,
  end_reason text check (end_reason in ('client', 'owner', 'replaced', 'lapsed', 'returned', 'erased')),
  -- The bank's reason, where a returned debit ended it.
  end_code text
);
create index mandates_by_account on mandates (account_id, id);
create index mandates_by_reference on mandates (reference);
create unique index mandates_current on mandates (account_id) where ended_at is null;
create index mandates_to_lapse on mandates (coalesce(used_at, given_at)) where ended_at is null;

-- The files for an owner's bank, as they were made.
create table debit_files (
  id uuid primary key,
  site_id uuid not null references sites,
  -- Gapless within the site; it is part of the file's id for the bank.
  number integer not null,
  content text not null,
  -- Of this file as it was made.
  debits integer not null,
  total numeric not null,
  first_date date not null,
  last_date date not null,
  created_at timestamptz not null,
  created_by text not null,
  -- When the bank refused it; its debits can be in another file then.
  refused_at timestamptz,
  refused_by text,
  refused_reason text,
  unique (site_id, number)
);
create index debit_files_by_site on debit_files (site_id, id);

create table debits (
  id uuid primary key,
  account_id uuid not null references accounts,
  mandate_id uuid not null references mandates,
  purpose text not null check (purpose in ('top-up', 'invoice')),
  -- For what is owed at a settlement: the start of its period.
  period_date date,
  amount numeric not null check (amount > 0),
  -- What the bank's files bring back with it.
  end_to_end_id text not null unique,
  -- The day it is taken from the client's account, and the day by which it is handed in.
  collect_on date not null,
  submit_on date not null,
  -- announced: the client is told. submitted: handed in. paid: the money is there. returned: it was taken back.
  -- failed: it never came. cancelled: it was not handed in.
  state text not null check (state in ('announced', 'submitted', 'paid', 'returned', 'failed', 'cancelled')),
  created_at timestamptz not null,
  created_by text not null,
  -- The email that announced it; null until then.
  announced_in text,
  submitted_at timestamptz,
  -- The file it was handed in with, and its group in it.
  file_id uuid references debit_files,
  file_group integer,
  -- The provider's id of its payment.
  payment_id text,
  paid_at timestamptz,
  entry_id uuid references entries,
  -- When it came back, failed or was cancelled, with the bank's code, and why.
  ended_at timestamptz,
  ended_by text,
  return_code text,
  detail text,
  -- The charge for the return.
  fee_entry_id uuid references entries,
  -- The next attempt to hand it to a provider that did not answer, and the last check of its outcome.
  retry_at timestamptz,
  asked_at timestamptz
);
create index debits_by_account on debits (account_id, id);
create unique index debits_running on debits (account_id, purpose, coalesce(period_date, '0001-01-01'))
  where state in ('announced', 'submitted');
create index debits_to_submit on debits (collect_on) where state = 'announced';
create index debits_by_file on debits (file_id) where file_id is not null;
create index debits_by_payment on debits (payment_id) where payment_id is not null;
create index debits_by_entry on debits (entry_id) where entry_id is not null;
create index debits_pending_at_provider on debits (submitted_at) where state = 'submitted' and payment_id is not null;
