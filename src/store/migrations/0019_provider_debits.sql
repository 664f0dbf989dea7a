-- Direct debit by payment providers: mandates that clients give on a provider's page, and their end there.

-- A page of the provider that was opened for a client to give a mandate.
create table mandate_setups (
  id uuid primary key,
  account_id uuid not null references accounts,
  provider text not null,
  -- The provider's id of the page; null until it answered.
  provider_id text,
  -- What the client agreed to here, without the reference, which the provider gives.
  terms jsonb not null,
  language text not null,
  started_at timestamptz not null,
  started_by text not null,
  -- When the mandate was stored.
  ended_at timestamptz,
  -- The next check with the provider, in case its report is lost.
  check_at timestamptz
);
create index mandate_setups_by_account on mandate_setups (account_id, started_at);
create index mandate_setups_to_check on mandate_setups (check_at) where ended_at is null and check_at is not null;

-- The next attempt to have the provider revoke a mandate that has ended; null: nothing is left to do.
alter table mandates add column release_at timestamptz;
alter table mandates add column release_attempts integer not null default 0;
create index mandates_to_release on mandates (release_at) where release_at is not null;
