-- Credits and discounts that reduce an account's charges.

create table promotions (
  id uuid primary key,
  account_id uuid not null references accounts,
  name text not null,
  kind text not null check (kind in ('credit', 'percent', 'amount')),
  -- Minor units before tax: of a credit in all, of an amount for each period.
  amount numeric check (amount > 0),
  -- As written.
  percent text,
  scope text not null default 'all' check (scope in ('all', 'usage', 'plan')),
  starts_on date not null,
  -- The last day, inclusive, in the account's zone; null: none.
  ends_on date check (ends_on >= starts_on),
  -- How many whole periods it reduces; null: any number.
  periods integer check (periods between 1 and 1200),
  -- The owner's order among credits that end on the same day.
  place integer not null default 0,
  created_at timestamptz not null,
  actor text not null,
  -- Where it was ended early: its last day.
  ended_on date,
  ended_at timestamptz,
  check ((kind = 'percent') = (percent is not null) and (kind = 'percent') = (amount is null)),
  check (kind <> 'credit' or periods is null),
  check (periods is null or ends_on is null)
);
create index promotions_by_account on promotions (account_id, id);

-- The credit or discount by which a charge reduces the line of its name.
alter table entries add column promotion_id uuid references promotions;
create index entries_by_promotion on entries (promotion_id) where promotion_id is not null;

-- What is left of the credits that an account's last settled period could use, as its statement says it.
create function document_credits(account uuid) returns jsonb language sql stable as $$
  select coalesce((
    select jsonb_build_object('credits', jsonb_agg(jsonb_build_object('name', p.name, 'of', p.amount::text,
             'left', (p.amount - used.amount)::text, 'endsOn', least(p.ends_on, p.ended_on),
             'isOver', coalesce(least(p.ends_on, p.ended_on) < last.end_date, false)) order by p.id))
      from promotions p
      cross join lateral (select start_date, end_date, closing_number from periods
                           where account_id = account order by start_date desc limit 1) as last
      cross join lateral (
        select coalesce(sum(e.amount), 0) as amount from entries e left join entries r on r.id = e.reverses
         where e.account_id = account and coalesce(e.promotion_id, r.promotion_id) = p.id and r.kind is distinct from 'tax'
           and e.number <= last.closing_number) as used
     where p.account_id = account and p.kind = 'credit' and p.starts_on < last.end_date and p.amount > used.amount
       and coalesce(least(p.ends_on, p.ended_on), 'infinity') >= greatest(last.start_date, p.starts_on)
    having count(*) > 0), '{}')
$$;
