/** How PostgreSQL writes the array types we use, so that new connections need not query them. */
export interface ArrayType {
  to: number;
  from: number[];
  serialize: (values: readonly unknown[]) => string;
  parse: (text: string) => unknown[];
}

type Reader = (text: string) => unknown;

const asText: Reader = (text) => text;

/** As PostgreSQL prints it in the session's zone, UTC: "2026-11-22 09:31:54.898+00". In epoch milliseconds. */
export function readInstant(text: string): number {
  return Date.parse(text.replace(' ', 'T').replace(/\+00$/, 'Z'));
}

/** Epoch milliseconds, or a time in any form that JavaScript parses. */
export function writeInstant(at: number | string | Date): string {
  return new Date(at).toISOString();
}

const INSTANTS = 1185;

/** By PostgreSQL's number of the array type; elements have the same form as outside arrays. */
const ELEMENTS: Readonly<Record<number, Reader>> = {
  1000: (text) => text === 't', // boolean
  1005: Number, // smallint
  1007: Number, // integer
  1016: Number, // bigint
  1009: asText, // text
  1015: asText, // varchar
  1022: Number, // double precision
  1182: asText, // date
  [INSTANTS]: readInstant,
  1231: asText, // numeric
  2951: asText, // uuid
  3807: (text) => JSON.parse(text) as unknown, // jsonb
};

export function arrayTypes(): Record<string, ArrayType> {
  const types = Object.entries(ELEMENTS).map(([oid, read]): [string, ArrayType] => {
    const number = Number(oid);
    const plain = number === INSTANTS ? (value: unknown) => writeInstant(value as number) : plainText;
    const serialize = (values: readonly unknown[]): string => writeArray(values, plain);
    const parse = (text: string): unknown[] => readArray(text, read);
    return [`array${oid}`, { to: number, from: [number], serialize, parse }];
  });
  return Object.fromEntries(types);
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isText = (value: unknown): value is string => typeof value === 'string';

function writeArray(values: readonly unknown[], plain: (value: unknown) => string): string {
  return (plain === plainText ? writeAlike(values) : undefined) ?? writeEach(values, plain);
}

/** Joins numbers, or texts without escapes, at once: a batch of usage has thousands of them. Undefined for others. */
function writeAlike(values: readonly unknown[]): string | undefined {
  if (values.every(isNumber)) return `{${values.join(',')}}`;
  if (!values.every(isText)) return undefined;
  const joined = values.join(',');
  return joined.includes('"') || joined.includes('\\') ? undefined : `{"${values.join('","')}"}`;
}

function writeEach(values: readonly unknown[], plain: (value: unknown) => string): string {
  const elements = values.map((value) => {
    if (value === null || value === undefined) return 'NULL';
    if (typeof value === 'number') return plain(value);
    const text = plain(value);
    return `"${text.replace(/["\\]/g, '\\$&')}"`;
  });
  return `{${elements.join(',')}}`;
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : `${value as number}`;
}

const ELEMENT = /"((?:[^"\\]|\\.)*)"|([^{},"]+)/gs;

/** Reads an array of one dimension. */
function readArray(text: string, read: Reader): unknown[] {
  if (read === Number && !text.includes('N'))
    return text === '{}' ? [] : text.slice(1, -1).split(',').map(Number);
  return Array.from(text.matchAll(ELEMENT), ([, quoted, bare]) => {
    if (quoted !== undefined) return read(quoted.replace(/\\(.)/gs, '$1'));
    return bare === undefined || bare === 'NULL' ? null : read(bare);
  });
}
