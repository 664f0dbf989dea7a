-- Most entries of an account without a tax bear none and correct nothing: what may be taxed is found without reading them.
drop index entries_taxable;
create index entries_taxable on entries (account_id, number)
 where kind in ('charge', 'tax', 'adjustment', 'reversal')
   and (tax_name is not null or reverses is not null or taxes is not null or corrects is not null);
