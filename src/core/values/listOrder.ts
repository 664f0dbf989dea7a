/** What the list of accounts can be in the order of. */
export const LIST_SORTS = [
  ...(['runway', 'name', 'limit', 'balance', 'accrued', 'pace', 'payment'] as const),
  ...(['email', 'reference', 'credit', 'plans', 'tags', 'externalId', 'opened'] as const),
] as const;

export type ListSort = (typeof LIST_SORTS)[number];

/** Ascending unless said otherwise; accounts without a value come last in both directions. */
export interface ListOrder {
  readonly sort: ListSort;
  readonly isDescending?: boolean | undefined;
}

export const BY_URGENCY: ListOrder = { sort: 'runway' };

/** The end of a page: the values that its last account is ordered by, and its id. */
export interface ListPlace {
  readonly keys: readonly (string | null)[];
  readonly id: string;
}

export type PlaceKind = 'text' | 'integer' | 'number' | 'instant';

interface PlaceKey {
  readonly kind: PlaceKind;
  readonly isNullable?: true;
}

const TEXT: PlaceKey = { kind: 'text' };
const AMOUNT: readonly PlaceKey[] = [TEXT, { kind: 'number' }];
const ANY_INSTANT: PlaceKey = { kind: 'instant', isNullable: true };
const ANY_TEXT: PlaceKey = { kind: 'text', isNullable: true };

/** The values of a place in each order. */
const PLACE_KEYS: Readonly<Record<ListSort, readonly PlaceKey[]>> = {
  runway: [{ kind: 'integer' }, ANY_INSTANT],
  name: [TEXT],
  limit: [ANY_INSTANT],
  balance: AMOUNT,
  accrued: AMOUNT,
  pace: AMOUNT,
  payment: [ANY_INSTANT],
  email: [TEXT],
  reference: [TEXT],
  credit: AMOUNT,
  plans: [ANY_TEXT],
  tags: [ANY_TEXT],
  externalId: [ANY_TEXT],
  opened: [{ kind: 'instant' }],
};

/** How many values a place has besides its id. */
export function keyCount({ sort }: ListOrder): number {
  return PLACE_KEYS[sort].length;
}

const WHOLE = /^-?\d{1,60}$/;
/** Of instants: the days that both JavaScript and PostgreSQL have. */
const INSTANT_MAX = 8.6e13;
const INTEGER_MAX = 100;

/** Whether a place that came from outside is one in this order. */
export function isPlaceIn({ sort }: ListOrder, { keys }: ListPlace): boolean {
  const own = PLACE_KEYS[sort];
  return (
    keys.length === own.length &&
    own.every(({ kind, isNullable }, index) => {
      const key = keys[index] ?? null;
      if (key === null) return isNullable === true;
      if (kind === 'text') return !key.includes('\0');
      if (!WHOLE.test(key)) return false;
      return kind === 'number' || Math.abs(Number(key)) <= (kind === 'integer' ? INTEGER_MAX : INSTANT_MAX);
    })
  );
}
