-- Emails, the notices they are sent for, addresses that refuse them, and logos.

create table emails (
  id uuid primary key,
  -- Derived from the email's subject matter, so that a second email about it is impossible.
  key text not null unique,
  -- Emails to a site's users belong to a site, and to an account only if one pays for that site.
  account_id uuid references accounts,
  site_id uuid references sites,
  kind text not null,
  language text not null,
  recipient_name text not null,
  recipient_address text not null,
  more_addresses text[] not null default '{}',
  -- The recipients that accepted it, and those that refused it permanently.
  accepted_addresses text[] not null default '{}',
  refused_addresses text[] not null default '{}',
  -- The content until the email is rendered for sending; then the rendered email.
  content jsonb,
  subject text,
  html text,
  plain text,
  -- The sealed link, which readers of emails must not see: inserted on sending, and deleted afterwards.
  sealed_link text,
  message_id text,
  created_at timestamptz not null,
  -- When the first recipient's mail server accepted it.
  accepted_at timestamptz,
  sent_at timestamptz,
  failed_at timestamptz,
  attempts integer not null default 0,
  last_error text,
  -- Wall-clock times of the infrastructure.
  retry_at timestamptz,
  leased_until timestamptz,
  check (num_nonnulls(subject, html, plain, message_id) = case when content is null then 4 else 0 end)
);
create index emails_by_account on emails (account_id, id);
create index emails_by_site on emails (site_id, id) where site_id is not null;
create index emails_unsent on emails (retry_at) where sent_at is null and failed_at is null;
-- Pending emails, by age and kind; there are few of them at any time.
create index emails_waiting on emails (created_at, kind) where sent_at is null and failed_at is null;
create index emails_failed on emails (id) where sent_at is null and failed_at is not null;
-- A bounce names its email.
create index emails_by_message_id on emails (message_id);

create table notices (
  id uuid primary key,
  account_id uuid not null references accounts,
  kind text not null check (kind in ('week', 'day')),
  notified_at timestamptz not null,
  limit_date timestamptz,
  -- The client's money, plans and limit when the notice was given.
  terms text,
  -- The email of the notice; a reactivation email covers several notices.
  email_key text not null,
  -- Since when the runway has been long enough to re-arm the notice, as far as it was observed.
  beyond_since timestamptz,
  rearmed_at timestamptz
);
create unique index notices_notified on notices (account_id, kind) where rearmed_at is null;

-- Addresses of an account that refused an email permanently. No email is sent there until the row is deleted.
create table undeliverable_addresses (
  account_id uuid not null references accounts,
  address text not null,
  since timestamptz not null,
  reason text not null,
  -- The mail server that refused; null: another server bounced the email later.
  server text,
  primary key (account_id, address)
);

-- Test emails are counted, so that they cannot be used for mass mail.
create table test_emails (
  id uuid primary key,
  user_id uuid not null,
  sent_at timestamptz not null
);
create index test_emails_by_user on test_emails (user_id, sent_at);

-- A logo is kept while emails may show it: each email refers to the logo it was written with.
create table logos (
  id uuid primary key,
  site_id uuid not null references sites,
  media_type text not null check (media_type in ('image/png', 'image/jpeg')),
  bytes bytea not null check (length(bytes) between 1 and 100000),
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  added_at timestamptz not null,
  added_by text not null,
  removed_at timestamptz
);
create unique index logos_one on logos (site_id) where removed_at is null;

-- The morning list of each day, at its hour: what the next one is compared with, and whether its emails are queued.
create table mornings (
  site_id uuid not null references sites,
  -- In the tenant's time zone.
  day date not null,
  taken_at timestamptz not null,
  next_at timestamptz not null,
  primary key (site_id, day)
);

create table morning_accounts (
  site_id uuid not null,
  day date not null,
  account_id uuid not null references accounts,
  primary key (site_id, day, account_id),
  foreign key (site_id, day) references mornings on delete cascade
);
create index morning_accounts_by_account on morning_accounts (account_id);
