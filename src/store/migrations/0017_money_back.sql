-- Money goes back once: what was given back of an entry is linked to it, and is never more than the entry.

-- The payment a refund or a chargeback is of; the charge, or the tax on it, that a credit gives a part of back.
alter table entries add column corrects uuid references entries;
create index entries_by_corrected on entries (corrects) where corrects is not null;

-- Whoever posts holds the account's lock and has counted already; this refuses what got past that.
create function refuse_beyond_left() returns trigger language plpgsql as $$
declare
  target entries%rowtype;
  remaining numeric;
begin
  select * into target from entries where id = coalesce(new.corrects, new.reverses);
  select target.amount + coalesce(sum(b.amount + coalesce(undone.amount, 0)), 0) into remaining
    from entries b left join entries undone on undone.reverses = b.id
   where b.corrects = target.id or b.reverses = target.id;
  if remaining * sign(target.amount) < 0 then
    raise exception 'more would be given back than entry % is', target.id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger entries_within_left after insert on entries
  for each row when (new.corrects is not null or new.reverses is not null)
  execute function refuse_beyond_left();

-- A provider's disputes have its ids, and a payment may have several; one that is opened by hand has none.
alter table disputes add column reference text;
drop index disputes_open;
create unique index disputes_open on disputes (entry_id, reference) nulls not distinct where resolved_at is null;

-- The tax that the account bore when a period was settled: late usage of the period bears it, too.
alter table periods add column tax_name text, add column tax_percent text;
