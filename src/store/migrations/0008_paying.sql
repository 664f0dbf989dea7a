-- Saved cards that the provider must let go of, too, and top-ups that the bank has yet to decide on.

-- From when, by the machine's clock, the provider is asked next to let go of a card that was taken out. Its tokens stay
-- until it has, or until it was asked for long enough; null: there is nothing to ask.
alter table saved_cards
  add column detach_at timestamptz,
  add column detach_attempts integer not null default 0;
create index saved_cards_to_detach on saved_cards (detach_at) where detach_at is not null;

-- The provider's own id of the payment, where it has given one; and when it was last asked how that ended.
alter table top_ups
  add column payment_id text,
  add column asked_at timestamptz;
create index top_ups_pending on top_ups (ended_at) where outcome = 'pending';
-- As of checkouts: a report without proof is looked up here before its provider is asked about it.
create index top_ups_by_payment on top_ups (payment_id) where payment_id is not null;
