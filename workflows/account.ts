import {
  allHandlersFinished,
  CancellationScope,
  condition,
  defineSignal,
  isCancellation,
  makeContinueAsNewFunc,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/createActivities.js';
import type { WorkflowView } from '../src/assessment/assess.js';
import { type AccountSignal, SIGNALS } from './messages.js';
import { detailsOf, listedOf, searchAttributesOf, searchAttributeUpdatesOf } from './view.js';

export interface AccountInput {
  readonly accountId: string;
  /** What the run before this one saw last; absent at the first assessment of the account. */
  readonly view?: WorkflowView;
}

/**
 * The verbs of an account. An activity is tried until it succeeds: what can be refused is a value, so a failure is
 * trouble of the infrastructure, and trouble passes. A server that is overloaded now and then loses a task on its way
 * to the worker: then the account waits for as long as an act may take, so that is not much more than connectors and
 * mail servers are given.
 */
const activities = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  // A worker that was killed is noticed by its silence: the act is begun again seconds after, not when it would be over.
  heartbeatTimeout: '5 seconds',
  // However long the trouble was, the account is right again seconds after it is over.
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 seconds' },
});

/** More acts than this without a sleep mean that two rules contradict each other: pause instead of spinning. */
const ACTS_WITHOUT_SLEEP_MAX = 500;
const PAUSE_MS = 60_000;

/**
 * A run keeps something in the worker's memory for each of its acts until it ends, and a run is replayed from its
 * start wherever it goes on: the thirtieth payment of a month begins a new one.
 */
const RUN_EVENTS_MAX = 500;

/**
 * The account workflow (docs/concepts.md, The account workflow): assess, do what is due, sleep until the next wake or
 * a signal. It holds no truth of its own; each run covers one billing period.
 */
export async function account(input: AccountInput): Promise<void> {
  const pending = listen();
  const { accountId } = input;
  const asOf = (): string => new Date().toISOString();
  // The first assessment covers the signal that started this run.
  if (input.view === undefined) pending.clear();
  let view = input.view ?? (await activities.assess({ accountId, asOf: asOf() }));
  let listed = input.view === undefined ? '' : listedOf(input.view);
  const period = view?.period;

  for (let unbroken = 0; view !== null;) {
    if (view.due !== null && unbroken < ACTS_WITHOUT_SLEEP_MAX) {
      unbroken += 1;
      view = await activities[view.due]({ accountId, asOf: asOf() });
      continue;
    }
    setCurrentDetails(detailsOf(view, asOf()));
    if (view.state === 'closed' && view.due === null) return;
    if (!pending.isSet() && isRunOver(view, period)) {
      await continueAsNextRun(accountId, view, pending);
      return;
    }
    if (listedOf(view) !== listed) {
      upsertSearchAttributes(searchAttributeUpdatesOf(view));
      listed = listedOf(view);
    }
    const wakeAt =
      unbroken < ACTS_WITHOUT_SLEEP_MAX ? view.wakeAt : new Date(Date.now() + PAUSE_MS).toISOString();
    const woken = await sleepUntil(wakeAt, view.wakeFor ?? 'to look again', pending);
    unbroken = 0;
    view = await (woken === 'time' ? onTimer(view, accountId, asOf()) : onSignal(view, accountId, asOf()));
  }
}

interface PendingSignal {
  /** Whether a signal came since the last assessment. */
  isSet(): boolean;
  /** An assessment begins: it covers all signals until now. */
  clear(): void;
}

/** Handlers only record that a signal came; the main loop does the rest. */
function listen(): PendingSignal {
  let dirty = false;
  for (const name of SIGNALS) {
    setHandler(defineSignal<[string | null]>(name satisfies AccountSignal), () => {
      dirty = true;
    });
  }
  return {
    isSet: () => dirty,
    clear: () => {
      dirty = false;
    },
  };
}

/** A settlement opens a new period, and one run covers one period; a long history is cut as well. */
function isRunOver(view: WorkflowView, period: string | undefined): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  if (view.period !== period || continueAsNewSuggested) return true;
  return historyLength > RUN_EVENTS_MAX && patched('runs-of-500-events');
}

async function continueAsNextRun(
  accountId: string,
  view: WorkflowView,
  pending: PendingSignal,
): Promise<void> {
  await condition(allHandlersFinished);
  const next: AccountInput = pending.isSet() ? { accountId } : { accountId, view };
  await makeContinueAsNewFunc<typeof account>({ typedSearchAttributes: searchAttributesOf(view) })(next);
}

/** Sleeps to an absolute instant, one timer a wake, or until a signal comes. */
async function sleepUntil(
  wakeAt: string | null,
  wakeFor: string,
  pending: PendingSignal,
): Promise<'time' | 'signal'> {
  if (pending.isSet()) {
    pending.clear();
    return 'signal';
  }
  if (wakeAt === null) {
    await condition(() => pending.isSet());
    pending.clear();
    return 'signal';
  }
  const waiting = { isTime: false };
  const scope = new CancellationScope();
  const timer = scope.run(async () => {
    try {
      await sleep(Math.max(1, Date.parse(wakeAt) - Date.now()), { summary: wakeFor });
      waiting.isTime = true;
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  });
  await condition(() => waiting.isTime || pending.isSet());
  if (!waiting.isTime) scope.cancel();
  await timer;
  pending.clear();
  return waiting.isTime ? 'time' : 'signal';
}

/** Woken for a thing that is known: do it without asking first. The activity finds out for itself whether it is due. */
function onTimer(view: WorkflowView, accountId: string, asOf: string): Promise<WorkflowView | null> {
  if (view.wakeFor === 'settlement') return activities.chargeUsage({ accountId, asOf });
  if (view.wakeFor === 'scheduled charge') return activities.chargeScheduled({ accountId, asOf });
  return activities.assess({ accountId, asOf });
}

/**
 * A signal came: assess. A suspended account has probably paid, and its visitors wait: so its sites are tried at once,
 * without an assessment before. The ledger decides whether they are reactivated.
 */
function onSignal(view: WorkflowView, accountId: string, asOf: string): Promise<WorkflowView | null> {
  return view.state === 'suspended'
    ? activities.switchSites({ accountId, asOf })
    : activities.assess({ accountId, asOf });
}
