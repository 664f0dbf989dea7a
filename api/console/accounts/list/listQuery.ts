import { z } from '@hono/zod-openapi';
import { type loadAccountList, RISK_DAYS } from '../../../../src/accounts/loadConsole.js';
import { DAY_MS } from '../../../../src/core/values/zone.js';
import { isId } from '../../../../src/platform/ids.js';
import { LIST_SORTS, type ListOrder, type ListPlace } from '../../../../src/core/values/listOrder.js';
import { tag } from '../../../v1/framework/recordShapes.js';
import { queryText } from '../../../web/queryText.js';

/** The columns that the list can show beside the client, in this order. */
export const COLUMN_NAMES = [
  ...(['runway', 'limit', 'balance', 'accrued', 'pace', 'payment'] as const),
  ...(['email', 'reference', 'credit', 'plans', 'tags', 'externalId', 'opened'] as const),
] as const;

export type ColumnName = (typeof COLUMN_NAMES)[number];

export const USUAL_COLUMNS: readonly ColumnName[] = COLUMN_NAMES.slice(0, 6);

const blankOr = <Schema extends z.ZodType>(schema: Schema) => z.union([z.literal(''), schema]).optional();

const PLACE_CHARS_MAX = 2_000;

export const listQuery = z.strictObject({
  q: z.string().trim().max(100).optional(),
  state: blankOr(z.enum(['active', 'suspended', 'closed', 'any'])),
  show: blankOr(z.enum(['risk', 'warned', 'held', 'exempt', 'silent', 'undeliverable'])),
  currency: blankOr(z.string().regex(/^[A-Z]{3}$/, 'must be a currency code')),
  plan: blankOr(z.string().refine(isId, 'must be the id of a plan')),
  tag: blankOr(tag),
  within: blankOr(z.string().regex(/^[1-9]\d{0,2}$/, 'must be a number of days from 1 to 999')),
  owes: blankOr(z.enum(['yes', 'no'])),
  card: blankOr(z.enum(['none', 'saved'])),
  sort: blankOr(z.string().refine((text) => readSort(text) !== undefined, 'is not an order of this list')),
  columns: blankOr(z.string().refine((text) => readColumns(text) !== undefined, 'is not a list of columns')),
  after: z
    .string()
    .max(PLACE_CHARS_MAX)
    .refine((text) => readPlace(text) !== undefined, 'is not a valid page position')
    .optional(),
});

/** The list's filters, order and columns, as in the address. */
export type ListQuery = z.infer<typeof listQuery>;

/** The part of it that a view keeps: not the page, and nothing that is not set. */
export function viewText(query: ListQuery): string {
  return queryText({ ...query, after: undefined });
}

/** A view as the list's query; undefined if the list no longer has something of it. */
export function readView(text: string): ListQuery | undefined {
  const read = listQuery.safeParse(Object.fromEntries(new URLSearchParams(text)));
  return read.success ? read.data : undefined;
}

export function orderOf({ sort = '' }: ListQuery): ListOrder {
  return readSort(sort) ?? { sort: 'runway' };
}

function readSort(text: string): ListOrder | undefined {
  const isDescending = text.startsWith('-');
  const name = isDescending ? text.slice(1) : text;
  const sort = LIST_SORTS.find((each) => each === name);
  return sort && { sort, isDescending };
}

/** An order as in the address; the usual one is left out. */
export function sortText({ sort, isDescending = false }: ListOrder): string {
  return `${isDescending ? '-' : ''}${sort === 'runway' && !isDescending ? '' : sort}`;
}

export function columnsOf({ columns = '' }: ListQuery): readonly ColumnName[] {
  return columns === '' ? USUAL_COLUMNS : (readColumns(columns) ?? USUAL_COLUMNS);
}

function readColumns(text: string): readonly ColumnName[] | undefined {
  const names = text.split('.');
  const known = COLUMN_NAMES.filter((name) => names.includes(name));
  return known.length === new Set(names).size ? known : undefined;
}

/** Columns as in the address; the usual ones are left out. */
export function columnsText(names: readonly string[]): string {
  const text = COLUMN_NAMES.filter((name) => names.includes(name)).join('.');
  return text === USUAL_COLUMNS.join('.') ? '' : text;
}

type Filter = Parameters<typeof loadAccountList>[1];

export function filterOf(query: ListQuery, now: number): Filter {
  const { q = '', state = '', show = '', currency = '', plan = '', tag = '', within = '' } = query;
  const { owes = '', card = '' } = query;
  const days = within === '' ? (show === 'risk' ? RISK_DAYS : undefined) : Number(within);
  const atMost = show === 'risk' && days !== undefined ? Math.min(days, RISK_DAYS) : days;
  return {
    ...(state === 'any' ? {} : { state: state === '' ? 'open' : state }),
    ...(q === '' ? {} : { search: q }),
    ...(currency === '' ? {} : { currency }),
    ...(plan === '' ? {} : { planId: plan }),
    ...(tag === '' ? {} : { tag }),
    ...(owes === '' ? {} : { owes: owes === 'yes' }),
    ...(card === '' ? {} : { hasCard: card === 'saved' }),
    ...(atMost === undefined ? {} : { suspendedBefore: now + atMost * DAY_MS }),
    ...(show === 'warned' ? { warned: true } : {}),
    ...(show === 'held' ? { held: true } : {}),
    ...(show === 'exempt' ? { exempt: true } : {}),
    ...(show === 'silent' ? { silent: true } : {}),
    ...(show === 'undeliverable' ? { undeliverable: true } : {}),
  };
}

export function placeText({ keys, id }: ListPlace): string {
  return Buffer.from(JSON.stringify([...keys, id])).toString('base64url');
}

const place = z.array(z.string().nullable()).min(2).max(3);

export function readPlace(text: string): ListPlace | undefined {
  try {
    const read = place.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    const id = read.at(-1) ?? '';
    return isId(id) ? { keys: read.slice(0, -1), id } : undefined;
  } catch {
    return undefined;
  }
}
