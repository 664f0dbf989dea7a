-- What the owner's console reads of many accounts at once.

-- The list by urgency, a page at a time. A posting changes none of these columns and stays beside its row; the assessment
-- that follows writes the next wake, which is indexed already, so that it was never one of those that do.
create index accounts_by_urgency on accounts (
  site_id,
  (case state when 'suspended' then 0 when 'active' then 1 else 2 end),
  (coalesce(limit_date, 'infinity'::timestamptz)),
  id
);

-- What usage brought this month and last. Payments and charges by hand are not in it.
create index entries_usage_by_time on entries (posted_at) include (account_id, amount) where house = 'revenue:usage';

-- Entries come in order of time, so a summary of blocks finds a month; it costs a posting next to nothing.
create index entries_by_time on entries using brin (posted_at) with (pages_per_range = 32, autosummarize = on);

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
  primary key (site_id, month)
);
