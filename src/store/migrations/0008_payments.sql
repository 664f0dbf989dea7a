-- Payment providers and their keys, their reports, and saved cards.

create table payment_providers (
  site_id uuid not null references sites,
  provider text not null check (provider in ('stripe', 'mollie')),
  enabled boolean not null,
  -- Keys and secrets, sealed together; never returned.
  sealed text not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (site_id, provider)
);

create table checkouts (
  id uuid primary key,
  account_id uuid not null references accounts,
  provider text not null,
  -- The provider's own id; null until it has responded.
  provider_id text,
  amount numeric not null check (amount > 0),
  saves_card boolean not null,
  started_at timestamptz not null,
  actor text not null,
  paid_at timestamptz,
  entry_id uuid references entries,
  -- The next check with the provider of a checkout not reported as paid; null: no more checks.
  check_at timestamptz
);
create index checkouts_by_account on checkouts (account_id, id);
-- A report without proof is looked up here before its provider is asked about it.
create index checkouts_by_provider_id on checkouts (provider_id) where provider_id is not null;
create index checkouts_to_check on checkouts (check_at) where paid_at is null;
-- Payments that are being started: a report may arrive before the payment's id is known.
create index checkouts_unnamed on checkouts (started_at) where provider_id is null;

-- The providers' reports, each recorded once. A report and the entry it leads to are written in one transaction.
create table payment_events (
  id uuid primary key,
  site_id uuid not null references sites,
  provider text not null,
  event_id text not null,
  -- foreign: about a payment that was not started here. unread: it cannot be read, and is listed.
  kind text not null check (kind in
    ('paid', 'failed', 'refunded', 'refund-failed', 'disputed', 'dispute-won', 'dispute-lost', 'foreign', 'unread')),
  payment_id text not null,
  -- The part of the payment that it is about: a refund, a dispute, or the payment itself.
  subject text not null,
  amount numeric,
  currency text,
  reason text,
  account_id uuid references accounts,
  entry_id uuid references entries,
  -- noted: nothing to post. waiting: for its payment. refused: a user must resolve it, `detail` has the reason.
  -- foreign: about a payment of another shop on the same provider account.
  state text not null check (state in ('posted', 'noted', 'waiting', 'refused', 'foreign')),
  detail text,
  happened_at timestamptz not null,
  recorded_at timestamptz not null,
  -- The last check with the provider of an unresolved report.
  asked_at timestamptz,
  -- For a payment: the next check with the provider for unreported refunds and disputes; null: no more checks.
  check_at timestamptz,
  -- When a user resolved a report that could not be posted.
  resolved_at timestamptz,
  resolved_by text,
  unique (site_id, provider, event_id)
);
create index payment_events_by_payment on payment_events (site_id, provider, payment_id);
create index payment_events_by_account on payment_events (account_id, id) where account_id is not null;
create index payment_events_by_entry on payment_events (entry_id) where entry_id is not null;
create index payment_events_to_ask on payment_events (recorded_at)
  where state = 'waiting' or (state = 'refused' and kind = 'unread' and resolved_at is null);
create index payment_events_to_check on payment_events (check_at) where kind = 'paid' and state = 'posted';
create index payment_events_foreign on payment_events (site_id, id) where state = 'foreign';
create index payment_events_refused on payment_events (site_id, id) where state = 'refused' and resolved_at is null;
create index payment_events_resolved on payment_events (site_id, resolved_at) where resolved_at is not null;
-- A payment is posted once, by the first of its events; so are each refund and each step of a dispute.
create unique index payment_events_posted_once on payment_events (site_id, provider, payment_id, kind, subject)
  where state = 'posted';

create table saved_cards (
  id uuid primary key,
  account_id uuid not null references accounts,
  provider text not null,
  -- The provider's tokens, sealed, and a digest of them: an old event must not restore a removed card.
  sealed text not null,
  digest bytea not null,
  brand text not null,
  last_four text not null,
  expires text not null,
  saved_at timestamptz not null,
  removed_at timestamptz,
  removed_by text,
  -- The next request to the provider to detach a removed card, by the machine's clock. Its tokens stay until it is
  -- detached or the attempts are given up; null: nothing to detach.
  detach_at timestamptz,
  detach_attempts integer not null default 0,
  unique (account_id, digest)
);
create unique index saved_cards_current on saved_cards (account_id) where removed_at is null;
create index saved_cards_to_detach on saved_cards (detach_at) where detach_at is not null;

create table top_up_settings (
  account_id uuid primary key references accounts,
  enabled boolean not null,
  -- The daily cap, by local day.
  daily_cap numeric not null check (daily_cap > 0),
  -- The lowest amount of one top-up.
  minimum numeric not null default 0 check (minimum >= 0),
  changed_at timestamptz not null,
  changed_by text not null
);

create table top_ups (
  id uuid primary key,
  account_id uuid not null references accounts,
  card_id uuid not null references saved_cards,
  -- The notice that the top-up replaces.
  notice_key text not null,
  amount numeric not null check (amount > 0),
  local_day date not null,
  -- The provider's id of the payment, if known, and the last check of its outcome.
  payment_id text,
  asked_at timestamptz,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('paid', 'pending', 'needs-client', 'refused', 'unavailable')),
  detail text
);
create index top_ups_by_account on top_ups (account_id, id);
create unique index top_ups_running on top_ups (account_id) where ended_at is null;
-- Top-ups that the bank is still deciding on.
create index top_ups_pending on top_ups (ended_at) where outcome = 'pending';
-- As for checkouts: a report without proof is looked up here before its provider is asked about it.
create index top_ups_by_payment on top_ups (payment_id) where payment_id is not null;
