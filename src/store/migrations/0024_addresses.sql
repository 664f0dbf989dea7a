-- An account's emails go to several addresses, and one that nothing can be delivered to is known as such.

-- Besides accounts.email, which is the first.
alter table accounts add column more_emails text[] not null default '{}';

create function joined_addresses(first text, more text[]) returns text language sql immutable as
  $$ select array_to_string(array_prepend(first, more), ' ') $$;
alter table accounts
  add column all_emails text generated always as (joined_addresses(email, more_emails)) stored;
create index accounts_by_emails on accounts using gin (all_emails gin_trgm_ops);

-- Besides letters.recipient_address; who of them the mail server took it for, and for whom it never will.
alter table letters
  add column more_addresses text[] not null default '{}',
  add column accepted_addresses text[] not null default '{}',
  add column refused_addresses text[] not null default '{}';
update letters set accepted_addresses = array[recipient_address] where sent_at is not null;
-- A bounce names the email it is about.
create index letters_by_message_id on letters (message_id);

-- Addresses of an account that refused an email for good. Nothing is sent there until the row is gone.
create table undeliverable_addresses (
  account_id uuid not null references accounts,
  address text not null,
  since timestamptz not null,
  reason text not null,
  -- The mail server that refused; null: another mail server sent the email back later.
  server text,
  primary key (account_id, address)
);
