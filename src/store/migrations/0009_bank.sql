-- Bank statements: files that were imported or wait for it, their lines, and the owner's settings for such files.

create table bank_imports (
  id uuid primary key,
  site_id uuid not null references sites,
  name text not null,
  -- What the file is: CSV, camt.053.001.08, OFX 2.
  kind text not null,
  imported_at timestamptz not null,
  actor text not null,
  -- Null while the import runs, or after an interruption: importing the file again completes it.
  finished_at timestamptz,
  posted integer not null default 0,
  -- Payments that came back and were reversed.
  taken_back integer not null default 0,
  unmatched integer not null default 0,
  doubles integer not null default 0,
  outgoing integer not null default 0,
  pending integer not null default 0,
  -- The number of lines by result; together they are all lines.
  counts jsonb not null,
  -- Lines that could not be read: [{line, reason}].
  unreadable jsonb not null default '[]'
);
create index bank_imports_by_site on bank_imports (site_id, id);

create table bank_lines (
  id uuid primary key,
  site_id uuid not null references sites,
  import_id uuid not null references bank_imports,
  line integer not null,
  -- Derived from the bank's data and the occurrence number among equal lines: a repeated line is no second payment.
  fingerprint bytea not null,
  -- Identifies a payment regardless of its wording: day, amount, currency and reference. The next columns can
  -- tell two such lines apart.
  identity bytea,
  receiving text,
  bank_id text,
  -- The payer's id of the payment, which a return names.
  end_to_end_id text,
  -- The amount is below zero where an earlier payment came back. A line that is held back may lack its day or its amount until a user adds them.
  booked_on date,
  amount text,
  currency text,
  payer text not null,
  remittance text not null,
  state text not null check (state in ('posted', 'unmatched', 'held-back', 'dismissed')),
  -- Why it is not posted: a code and its values.
  reason jsonb,
  account_id uuid references accounts,
  entry_id uuid references entries,
  decided_at timestamptz,
  decided_by text,
  unique (site_id, fingerprint),
  constraint bank_lines_posted_whole check (state <> 'posted' or (booked_on is not null and amount is not null))
);
create index bank_lines_by_import on bank_lines (import_id, line);
create index bank_lines_by_site on bank_lines (site_id, id);
create index bank_lines_unmatched on bank_lines (site_id, id) where state = 'unmatched';
create index bank_lines_held_back on bank_lines (site_id, id) where state = 'held-back';
create index bank_lines_by_identity on bank_lines (site_id, identity) where state = 'posted';
create index bank_lines_by_end_to_end on bank_lines (site_id, end_to_end_id) where state = 'posted';
-- The accounts that the payer paid for before.
create index bank_lines_by_payer on bank_lines (site_id, payer, id) where state = 'posted' and payer <> '';

-- Lines that were imported before, each with the original line. The counts grow during the import.
create table bank_seen_before (
  import_id uuid not null references bank_imports,
  line integer not null,
  bank_line_id uuid not null references bank_lines,
  primary key (import_id, line)
);

-- An owner's confirmed settings for a bank's files.
create table bank_profiles (
  -- Derived from the site, the headings and the receiving account.
  id uuid primary key,
  site_id uuid not null references sites,
  name text not null,
  headings jsonb not null,
  -- The receiving account; '' where the files do not name one.
  account text not null,
  answers jsonb not null,
  confirmed_at timestamptz not null,
  confirmed_by text not null
);
create index bank_profiles_by_site on bank_profiles (site_id, id);

-- A file uploaded on the page, until it is confirmed or a day has passed.
create table bank_drafts (
  id uuid primary key,
  site_id uuid not null references sites,
  name text not null,
  content bytea not null,
  created_at timestamptz not null
);
create index bank_drafts_by_site on bank_drafts (site_id, created_at);
