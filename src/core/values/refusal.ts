/**
 * Every reason the system refuses a request for, as a closed set of names. A refusal is a value that
 * travels up to the door, where one table turns it into an answer; a bug is an exception.
 */
export type RefusalName =
  | 'invalid' // a field is missing, malformed or makes no sense; `field` names it
  | 'not_found' // no such thing within what the caller may see
  | 'conflict' // the thing exists already, or its state does not allow this
  | 'idempotency_conflict' // the same key came with another body
  | 'currency_mismatch' // amounts of two currencies
  | 'account_closed' // a closed account takes nothing any more
  | 'out_of_range' // the amount is larger than the ledger can hold
  | 'forbidden' // seen, but not the caller's to change
  | 'throttled' // too many tries in a short time; the same is possible after a while
  | 'unavailable'; // a service this depends on does not respond; retry later

export interface Refusal {
  readonly refused: RefusalName;
  /** The field at fault as a path in the caller's own body, e.g. `usage[0].bands[1].upTo`. */
  readonly field?: string;
  /** One sentence for a person, naming the offending value where it is safe to. */
  readonly detail: string;
  /** All fields at fault when there are several. */
  readonly problems?: readonly FieldProblem[];
}

export interface FieldProblem {
  readonly field: string;
  readonly reason: string;
}

export function refuse(refused: RefusalName, detail: string, field?: string): Refusal {
  return field === undefined ? { refused, detail } : { refused, detail, field };
}

/** Refuses with every field at fault; the first one also stands at the top. */
export function refuseFields(problems: readonly [FieldProblem, ...FieldProblem[]]): Refusal {
  const [first] = problems;
  return { refused: 'invalid', detail: first.reason, field: first.field, problems };
}

export function isRefusal(value: unknown): value is Refusal {
  return (
    typeof value === 'object' && value !== null && 'refused' in value && typeof value.refused === 'string'
  );
}
