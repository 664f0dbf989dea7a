-- What an owner has said of a bank's files once, files that wait for their confirmation, and lines held back.

create table bank_profiles (
  -- Made of the site, the headings and the receiving account.
  id uuid primary key,
  site_id uuid not null references sites,
  name text not null,
  headings jsonb not null,
  -- The receiving account; '' where the files do not say.
  account text not null,
  answers jsonb not null,
  confirmed_at timestamptz not null,
  confirmed_by text not null
);
create index bank_profiles_by_site on bank_profiles (site_id, id);

-- A file that was sent on the page, until it is confirmed or a day has passed.
create table bank_drafts (
  id uuid primary key,
  site_id uuid not null references sites,
  name text not null,
  content bytea not null,
  created_at timestamptz not null
);
create index bank_drafts_by_site on bank_drafts (site_id, created_at);

-- A line that is held back may lack its day or its amount, until somebody says them.
alter table bank_lines
  alter column booked_on drop not null,
  alter column amount drop not null,
  drop constraint bank_lines_state_check,
  add constraint bank_lines_state_check check (state in ('posted', 'unmatched', 'held-back', 'dismissed')),
  add constraint bank_lines_posted_whole check (state <> 'posted' or (booked_on is not null and amount is not null));
-- How many lines of the file are what; together they are all of them.
alter table bank_imports add column counts jsonb;
create index bank_lines_held_back on bank_lines (site_id, id) where state = 'held-back';
