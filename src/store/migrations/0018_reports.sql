-- Reports that cannot be read are listed, and those of payments that were not begun here are known as such.

alter table payment_events drop constraint payment_events_kind_check;
alter table payment_events add constraint payment_events_kind_check check (kind in
  ('paid', 'failed', 'refunded', 'refund-failed', 'disputed', 'dispute-won', 'dispute-lost', 'foreign', 'unread'));
-- foreign: of a payment that another shop on the same account of the provider took.
alter table payment_events drop constraint payment_events_state_check;
alter table payment_events add constraint payment_events_state_check
  check (state in ('posted', 'noted', 'waiting', 'refused', 'foreign'));

-- When the provider was last asked about what is not known yet.
alter table payment_events add column asked_at timestamptz;
create index payment_events_to_ask on payment_events (recorded_at)
  where state = 'waiting' or (state = 'refused' and kind = 'unread' and seen_to_at is null);
create index payment_events_foreign on payment_events (site_id, id) where state = 'foreign';

-- A payment that is being begun: its report may come before its id is known here.
create index checkouts_unnamed on checkouts (started_at) where provider_id is null;
