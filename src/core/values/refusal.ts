/**
 * Every reason for which the system refuses a request, as a closed set of names. A refusal is a value that the API,
 * page or command line turns into a response in one place; a bug is an exception.
 */
export type RefusalName =
  | 'invalid' // a field is missing, malformed or makes no sense; `field` names it
  | 'not_found' // not found within what the caller may see
  | 'conflict' // it exists already, or its state does not allow this
  | 'idempotency_conflict' // the same key came with another body
  | 'currency_mismatch' // amounts of two currencies
  | 'account_closed' // a closed account accepts nothing more
  | 'out_of_range' // the amount is larger than the ledger can hold
  | 'forbidden' // visible to the caller, who may not change it
  | 'throttled' // too many attempts in a short time; retry later
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

/** Refuses with every field at fault; the first one is also the main one. */
export function refuseFields(problems: readonly [FieldProblem, ...FieldProblem[]]): Refusal {
  const [first] = problems;
  return { refused: 'invalid', detail: first.reason, field: first.field, problems };
}

export function isRefusal(value: unknown): value is Refusal {
  return (
    typeof value === 'object' && value !== null && 'refused' in value && typeof value.refused === 'string'
  );
}

/** The fields at fault; none if the refusal is about no field. */
export function problemsOf({ field, detail, problems }: Refusal): readonly FieldProblem[] {
  return problems ?? (field === undefined ? [] : [{ field, reason: detail }]);
}

/** A refusal with further faults; of one field, the first is kept. */
export function addFaults(refusal: Refusal, more: readonly FieldProblem[]): Refusal {
  const all = distinctFaults([...problemsOf(refusal), ...more]);
  return all.length < 2 ? refusal : { ...refusal, problems: all };
}

/** The first fault of each field. */
export function distinctFaults(problems: readonly FieldProblem[]): FieldProblem[] {
  return [...new Map(problems.toReversed().map((problem) => [problem.field, problem])).values()].toReversed();
}

type Sound<Parts> = { readonly [Name in keyof Parts]: Exclude<Parts[Name], Refusal> };

/** Values that were read one by one, or one refusal with all the fields at fault. */
export function gather<Parts extends Readonly<Record<string, unknown>>>(
  parts: Parts,
): Sound<Parts> | Refusal {
  const [first, ...others] = Object.values(parts).filter(isRefusal);
  return first === undefined ? (parts as Sound<Parts>) : addFaults(first, others.flatMap(problemsOf));
}
