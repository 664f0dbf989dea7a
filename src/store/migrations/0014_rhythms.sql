-- When usage arrives, learned by site and meter as it does: by the rules of billing/traffic/rhythm.ts.
create table usage_rhythms (
  site_id uuid not null,
  meter_id integer not null references meters,
  -- Quantity that arrived in each hour since its own local day began, the first hour first. Halved every 14 days.
  hours double precision[] not null,
  -- All quantity that arrived, whether it taught an hour or not. Halved likewise.
  weight double precision not null,
  last_at timestamptz not null,
  -- The latest day anything was reported for.
  watermark date not null,
  -- When the latest eight sessions began, newest first: reports that no pause of more than 30 hours separates.
  sessions timestamptz[] not null,
  -- By hours what a meter's very first batch brought, on its way to the rule that merges batches. Never read.
  arriving double precision[] not null,
  primary key (site_id, meter_id)
) with (fillfactor = 50);

-- Since when the runway has been so long that the notice would be armed again, as far as it was seen; and what the
-- client's money, plans and limit were when the notice was given.
alter table notices add column beyond_since timestamptz;
alter table notices add column terms text;
