import type { PendingQuery, Row } from 'postgres';
import type { ListOrder, ListPlace, PlaceKind } from '../../core/values/listOrder.js';
import type { Queryable } from '../../platform/sql/sql.js';

type Fragment = PendingQuery<Row[]>;

interface Key {
  readonly kind: PlaceKind;
  /** The expression of account `a` that the list is ordered by. */
  readonly by: Fragment;
  /** A query about account `a` whose one row is `sorted` in the expression, so that it is answered once for each. */
  readonly from?: Fragment;
  /** Its value for the place, where that differs. */
  readonly value?: Fragment;
  readonly isNullable?: true;
  /** Always ascending. */
  readonly isFixed?: true;
}

interface SortedKey extends Key {
  readonly isDescending: boolean;
}

/** An order as parts of a query about accounts `a`. */
export interface OrderedBy {
  /** The values of the place, as text: `key_1`, `key_2`. */
  readonly selected: Fragment;
  readonly orderBy: Fragment;
  /** What the expressions need beside `a`. */
  readonly joined: Fragment;
  /** The condition that an account comes after a place. */
  after(place: ListPlace): Fragment;
}

/** Suspended accounts first, then active, then closed ones; as the index has it. */
export function rankOf(sql: Queryable): Fragment {
  return sql`(case a.state when 'suspended' then 0 when 'active' then 1 else 2 end)`;
}

/** The last payment that was not reversed, in the order of its account's entries. */
export function lastPayment(sql: Queryable): Fragment {
  return sql`
    select e.amount, e.effective_at from entries e
     where e.account_id = a.id and e.kind = 'payment'
       and not exists (select 1 from entries r where r.reverses = e.id) order by e.number desc limit 1`;
}

/** The names of the plans that an account is on at a date. */
export function planNames(sql: Queryable, today: string): Fragment {
  return sql`
    select p.name from assignments g join plans p on p.id = g.plan_id
     where g.account_id = a.id and g.from_date <= greatest(${today}::date, a.open_from_date)
       and (g.to_date is null or g.to_date > greatest(g.from_date, ${today}::date)) order by p.name, g.id`;
}

function keysOf(sql: Queryable, { sort, isDescending = false }: ListOrder, today: string): readonly Key[] {
  // Amounts of several currencies have no common order.
  const amount = (by: Fragment): Key[] => [
    { kind: 'text', by: sql`a.currency`, isFixed: true },
    { kind: 'number', by },
  ];
  switch (sort) {
    case 'runway':
      return isDescending
        ? [
            { kind: 'integer', by: rankOf(sql), isFixed: true },
            { kind: 'instant', by: sql`a.suspension_date`, isNullable: true },
          ]
        : [
            { kind: 'integer', by: rankOf(sql) },
            {
              kind: 'instant',
              by: sql`(coalesce(a.suspension_date, 'infinity'::timestamptz))`,
              value: sql`a.suspension_date`,
            },
          ];
    case 'name':
      return [{ kind: 'text', by: sql`(folded(a.name) collate "C")` }];
    case 'limit':
      return [{ kind: 'instant', by: sql`a.limit_date`, isNullable: true }];
    case 'balance':
      return amount(sql`a.balance`);
    case 'accrued':
      return amount(sql`a.accrued`);
    case 'pace':
      return amount(sql`a.pace_per_day`);
    case 'credit':
      return amount(sql`a.credit_limit`);
    case 'payment':
      return [{ kind: 'instant', by: sql`sorted.effective_at`, from: lastPayment(sql), isNullable: true }];
    case 'email':
      return [{ kind: 'text', by: sql`(lower(a.email) collate "C")` }];
    case 'reference':
      return [{ kind: 'text', by: sql`(a.reference collate "C")` }];
    case 'plans':
      return [
        {
          kind: 'text',
          by: sql`(sorted.name collate "C")`,
          from: sql`${planNames(sql, today)} limit 1`,
          isNullable: true,
        },
      ];
    case 'tags':
      return [{ kind: 'text', by: sql`(a.folded_tags[1] collate "C")`, isNullable: true }];
    case 'externalId':
      return [{ kind: 'text', by: sql`(a.external_id collate "C")`, isNullable: true }];
    case 'opened':
      return [{ kind: 'instant', by: sql`a.opened_at` }];
  }
}

export function orderedBy(sql: Queryable, order: ListOrder, today: string): OrderedBy {
  const isDescending = order.isDescending ?? false;
  const keys = keysOf(sql, order, today).map((key) => {
    return { ...key, isDescending: isDescending && key.isFixed !== true };
  });
  const [first, second] = keys;
  if (first === undefined) throw new Error('a list is in some order');
  const written = (key: Key | undefined): Fragment =>
    key === undefined ? sql`null::text` : keyText(sql, key);
  const rest = second === undefined ? sql`` : sql`${direction(sql, second)},`;
  const from = first.from === undefined ? sql`` : sql`left join lateral (${first.from}) sorted on true`;
  return {
    joined: from,
    selected: sql`${written(first)} as key_1, ${written(second)} as key_2`,
    orderBy: sql`${direction(sql, first)}, ${rest} a.id ${isDescending ? sql`desc` : sql`asc`}`,
    after: (place) => {
      const values = keys.map((key, index) => valueOf(sql, key, place.keys[index] ?? null));
      const id = sql`${place.id}::uuid`;
      const [one, two] = values;
      const isPlain = keys.every((key) => key.isNullable !== true && key.isDescending === isDescending);
      // One comparison of rows is answered by an index.
      if (isPlain && one !== undefined && one !== null && two !== null) {
        const left = second === undefined ? sql`(${first.by}, a.id)` : sql`(${first.by}, ${second.by}, a.id)`;
        const right = two === undefined ? sql`(${one}, ${id})` : sql`(${one}, ${two}, ${id})`;
        return isDescending ? sql`${left} < ${right}` : sql`${left} > ${right}`;
      }
      const last = isDescending ? sql`a.id < ${id}` : sql`a.id > ${id}`;
      return keys.reduceRight<Fragment>(
        (then, key, index) => comesAfter(sql, key, values[index] ?? null, then),
        last,
      );
    },
  };
}

function keyText(sql: Queryable, { kind, by, value = by }: Key): Fragment {
  return kind === 'instant'
    ? sql`(extract(epoch from ${value}) * 1000)::bigint::text`
    : sql`(${value})::text`;
}

function direction(sql: Queryable, { by, isDescending, isNullable }: SortedKey): Fragment {
  const way = isDescending ? sql`desc` : sql`asc`;
  return isNullable === true ? sql`${by} ${way} nulls last` : sql`${by} ${way}`;
}

function valueOf(sql: Queryable, { kind, value }: Key, key: string | null): Fragment | null {
  if (key === null) return value === undefined ? null : sql`'infinity'::timestamptz`;
  if (kind === 'instant') return sql`${Number(key)}::timestamptz`;
  if (kind === 'integer') return sql`${Number(key)}::integer`;
  return kind === 'number' ? sql`${key}::text::numeric` : sql`${key}::text`;
}

/** The key is behind the value, or the same and the rest is. Those without a value are behind all others. */
function comesAfter(
  sql: Queryable,
  { by, isDescending, isNullable }: SortedKey,
  value: Fragment | null,
  then: Fragment,
): Fragment {
  if (value === null) return sql`(${by} is null and ${then})`;
  const behind = isDescending ? sql`${by} < ${value}` : sql`${by} > ${value}`;
  const orNone = isNullable === true ? sql`or ${by} is null` : sql``;
  return sql`(${behind} ${orNone} or (${by} = ${value} and ${then}))`;
}
