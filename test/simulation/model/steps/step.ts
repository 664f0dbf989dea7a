import fc from 'fast-check';
import { isRefusal } from '../../../../src/core/values/refusal.js';
import { type Account, Fall } from '../compare.js';
import type { CrashPlan } from '../crash.js';
import type { StageContext } from '../stage.js';
import type { ModelAccount } from '../modelAccount.js';

export const HOUR_MS = 3_600_000;

/** Where the caller's and the worker's processes die, if they do. */
export interface Crashes {
  readonly caller: CrashPlan | null;
  readonly worker: CrashPlan | null;
}

/** What can happen in a life. `can` says whether it makes sense now; the rest of it is done and compared. */
export interface Kind<Args> {
  readonly args: fc.Arbitrary<Args>;
  readonly weight: number;
  readonly can?: (tab: ModelAccount) => boolean;
  readonly does: (account: Account, args: Args, crashes: Crashes) => Promise<void>;
  readonly passes?: boolean;
}

export class Step<Args> implements fc.AsyncCommand<ModelAccount, Account> {
  private readonly name: string;
  private readonly kind: Kind<Args>;
  private readonly args: Args;
  private readonly crashes: Crashes;

  constructor(name: string, kind: Kind<Args>, args: Args, crashes: Crashes) {
    this.name = name;
    this.kind = kind;
    this.args = args;
    this.crashes = crashes;
  }

  check(tab: ModelAccount): boolean {
    return this.kind.can?.(tab) ?? true;
  }

  async run(_tab: ModelAccount, account: Account): Promise<void> {
    await this.kind.does(account, this.args, this.crashes);
    await account.stage.follow(this.crashes.worker);
    await account.compare(this.kind.passes ?? false);
  }

  toString(): string {
    const { caller, worker } = this.crashes;
    const dies = [caller && `caller ${describeCrash(caller)}`, worker && `worker ${describeCrash(worker)}`]
      .filter(Boolean)
      .join(', ');
    return `${this.name}(${fc.stringify(this.args)})${dies === '' ? '' : ` [${dies}]`}`;
  }
}

function describeCrash({ step, isDone }: CrashPlan): string {
  return `dies ${isDone ? 'after' : 'before'} commit ${step + 1}`;
}

export function kindOf<Args>(kind: Kind<Args>): Kind<Args> {
  return kind;
}

/** One request of a caller: repeated when its process died, and then answered as a repeat has to be. */
interface Request {
  readonly ask: (context: StageContext) => Promise<unknown>;
  /** The refusal it has to meet; null: none. */
  readonly refused: string | null;
  /** What a repeat meets after the first one was done; the same answer, where it carries a key. */
  readonly repeat?: string | null;
}

export async function request(
  { stage }: Account,
  { ask, refused, repeat = refused }: Request,
  crash: CrashPlan | null,
): Promise<unknown> {
  let answer: unknown;
  const once = async (context: StageContext): Promise<void> => void (answer = await ask(context));
  const died = await stage.act(crash, once);
  if (died) await stage.act(null, once);
  const expected = died && crash?.isDone === true && refused === null ? repeat : refused;
  const found = isRefusal(answer) ? answer.refused : null;
  if (found !== expected)
    throw new Fall(`answered ${found ?? 'with success'}, not ${expected ?? 'with success'}`);
  return answer;
}

/** As the operations take amounts. */
export function major(minor: bigint): string {
  const size = minor < 0n ? -minor : minor;
  return `${minor < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
}

export function nth<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('there is nothing to pick from');
  return found;
}

/** Which of several; whatever there are then. */
export const pick = fc.nat({ max: 1_000 });

/** Minor units, from the smallest. */
export const amount = (most: number): fc.Arbitrary<bigint> => fc.integer({ min: 1, max: most }).map(BigInt);
