-- Ways to pay: providers and their keys, what they report, cards to charge again, statements of a bank.

create table payment_providers (
  site_id uuid not null references sites,
  provider text not null check (provider in ('stripe', 'mollie')),
  enabled boolean not null,
  -- Keys and secrets, sealed together; never read back.
  sealed text not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (site_id, provider)
);

create table checkouts (
  id uuid primary key,
  account_id uuid not null references accounts,
  provider text not null,
  -- The provider's own id; null until it has answered.
  provider_id text,
  amount numeric not null check (amount > 0),
  saves_card boolean not null,
  started_at timestamptz not null,
  actor text not null,
  paid_at timestamptz,
  entry_id uuid references entries
);
create index checkouts_by_account on checkouts (account_id, id);
-- A report without proof is looked up here before its provider is asked about it.
create index checkouts_by_provider_id on checkouts (provider_id) where provider_id is not null;

-- What providers reported, each report once. The row and the entry it leads to are written in one transaction.
create table payment_events (
  id uuid primary key,
  site_id uuid not null references sites,
  provider text not null,
  event_id text not null,
  kind text not null check
    (kind in ('paid', 'failed', 'refunded', 'refund-failed', 'disputed', 'dispute-won', 'dispute-lost')),
  payment_id text not null,
  -- What of the payment it is about: the refund, the dispute, or the payment itself.
  subject text not null,
  amount numeric,
  currency text,
  reason text,
  account_id uuid references accounts,
  entry_id uuid references entries,
  -- noted: nothing to post. waiting: for the payment it is about. refused: somebody must look, `detail` says why.
  state text not null check (state in ('posted', 'noted', 'waiting', 'refused')),
  detail text,
  happened_at timestamptz not null,
  recorded_at timestamptz not null,
  unique (site_id, provider, event_id)
);
create index payment_events_by_payment on payment_events (site_id, provider, payment_id);
create index payment_events_by_account on payment_events (account_id, id) where account_id is not null;
create index payment_events_by_entry on payment_events (entry_id) where entry_id is not null;
create index payment_events_refused on payment_events (site_id, id) where state = 'refused';
-- A payment is posted once, whichever of its events comes first; so is each refund, and each step of a dispute.
create unique index payment_events_posted_once on payment_events (site_id, provider, payment_id, kind, subject)
  where state = 'posted';

create table saved_cards (
  id uuid primary key,
  account_id uuid not null references accounts,
  provider text not null,
  -- The provider's tokens, sealed, and a digest of them: a card that was taken out does not come back with an old event.
  sealed text not null,
  digest bytea not null,
  brand text not null,
  last_four text not null,
  expires text not null,
  saved_at timestamptz not null,
  removed_at timestamptz,
  removed_by text,
  unique (account_id, digest)
);
create unique index saved_cards_current on saved_cards (account_id) where removed_at is null;

create table top_up_settings (
  account_id uuid primary key references accounts,
  enabled boolean not null,
  -- At most so much on one local day.
  daily_cap numeric not null check (daily_cap > 0),
  -- Never less than this, where less would be suggested.
  minimum numeric not null default 0 check (minimum >= 0),
  changed_at timestamptz not null,
  changed_by text not null
);

create table top_ups (
  id uuid primary key,
  account_id uuid not null references accounts,
  card_id uuid not null references saved_cards,
  -- The notice that would have gone out.
  notice_key text not null,
  amount numeric not null check (amount > 0),
  local_day date not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('paid', 'pending', 'needs-client', 'refused', 'unavailable')),
  detail text
);
create index top_ups_by_account on top_ups (account_id, id);
create unique index top_ups_running on top_ups (account_id) where ended_at is null;

create table bank_imports (
  id uuid primary key,
  site_id uuid not null references sites,
  name text not null,
  imported_at timestamptz not null,
  actor text not null,
  -- Null while it goes on, or when it was cut off: the same file again does the rest.
  finished_at timestamptz,
  posted integer not null default 0,
  unmatched integer not null default 0,
  doubles integer not null default 0,
  outgoing integer not null default 0,
  pending integer not null default 0,
  -- Lines that could not be read, and lines seen before: [{line, reason}], [{line, bankLineId}].
  unreadable jsonb not null default '[]',
  seen_before jsonb not null default '[]'
);
create index bank_imports_by_site on bank_imports (site_id, id);

create table bank_lines (
  id uuid primary key,
  site_id uuid not null references sites,
  import_id uuid not null references bank_imports,
  line integer not null,
  -- Of what the bank says and which of several equal lines it is: a line that comes again is no second payment.
  fingerprint bytea not null,
  booked_on date not null,
  amount text not null,
  currency text,
  payer text not null,
  remittance text not null,
  state text not null check (state in ('posted', 'unmatched', 'dismissed')),
  -- Why nobody's account was found.
  reason text,
  account_id uuid references accounts,
  entry_id uuid references entries,
  decided_at timestamptz,
  decided_by text,
  unique (site_id, fingerprint)
);
create index bank_lines_by_import on bank_lines (import_id, line);
create index bank_lines_unmatched on bank_lines (site_id, id) where state = 'unmatched';
create index bank_lines_by_site on bank_lines (site_id, id);
