-- Statements as documents: numbered without gaps for each owner and year, and kept as issued.

-- Taking the next number locks this row, so that numbers follow the order of the commits without gaps.
create table document_series (
  site_id uuid not null references sites,
  year integer not null,
  last_number integer not null check (last_number > 0),
  primary key (site_id, year)
);

create table documents (
  id uuid primary key,
  site_id uuid not null,
  year integer not null,
  number integer not null check (number > 0),
  account_id uuid not null,
  period_date date not null,
  issued_at timestamptz not null,
  -- The issuer and the recipient at that time. The listed entries never change, so they are not copied.
  particulars jsonb not null,
  foreign key (site_id, year) references document_series,
  foreign key (account_id, period_date) references periods,
  unique (site_id, year, number),
  unique (account_id, period_date)
);
create trigger documents_append_only before update or delete on documents
  for each row execute function refuse_change();
create trigger documents_no_truncate before truncate on documents
  for each statement execute function refuse_change();

-- The current details of a document's issuer and recipient.
create function document_particulars(account uuid) returns jsonb language sql stable as $$
  select jsonb_build_object(
           'language', a.language, 'timeZone', a.time_zone, 'currency', a.currency,
           'sender', (s.settings - 'suspendedWords') || jsonb_build_object('name', s.name),
           'client', jsonb_build_object('name', a.name, 'email', a.email, 'reference', a.reference),
           'siteNames', coalesce((select jsonb_agg(c.name order by c.slug) from sites c where c.account_id = a.id),
             '[]'::jsonb),
           'units', (select jsonb_object_agg(m.name, m.unit) from meters m
                      where m.site_id is null or m.site_id = a.site_id))
    from accounts a join sites s on s.id = a.site_id
   where a.id = account
$$;
