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
import type { ActivityInput } from '../activities/context.js';
import type { Activities } from '../activities/createActivities.js';
import type { WorkflowView } from '../src/assessment/assess.js';
import { type AccountSignal, SIGNALS } from './messages.js';
import { detailsOf, listedOf, searchAttributesOf, searchAttributeUpdatesOf } from './view.js';

export interface AccountInput {
  readonly accountId: string;
  /** What the previous run saw last; absent at the first assessment of the account. */
  readonly view?: WorkflowView;
}

/**
 * The activities of an account. A user error is a result, so an exception is an infrastructure failure, and the
 * activity is retried until it succeeds. An overloaded server occasionally loses a task on its way to the worker. The
 * account then waits for the full timeout, so the timeout is not much longer than those of connectors and mail servers.
 */
const activities = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  // A killed worker is detected by missing heartbeats: the activity restarts seconds later, not after its full timeout.
  heartbeatTimeout: '5 seconds',
  // After an outage of any length, the account recovers within seconds.
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 seconds' },
});

/** More activities than this without a sleep mean that two rules contradict each other: pause instead of spinning. */
const ACTS_WITHOUT_SLEEP_MAX = 500;
const PAUSE_MS = 60_000;

/** So many signals are named in a summary; Temporal cuts it at 400 bytes. */
const NAMES_SHOWN_MAX = 5;

/**
 * A run uses worker memory for each of its activities until it ends, and a replay starts at the beginning of the run.
 * So about the thirtieth payment of a month starts a new run.
 */
const RUN_EVENTS_MAX = 500;

/**
 * The account workflow (docs/concepts.md, The account workflow): assess, do what is due, sleep until the next wake or
 * signal. It holds no data of its own; each run covers one billing period.
 */
export async function account(input: AccountInput): Promise<void> {
  const pending = listen();
  const { accountId } = input;
  const asOf = (): string => new Date().toISOString();
  // The first assessment covers the signal that started this run.
  if (input.view === undefined) {
    pending.clear();
    pending.takeNames();
  }
  let view = input.view ?? (await act('assess', 'Assess for the first time', { accountId, asOf: asOf() }));
  let listed = input.view === undefined ? '' : listedOf(input.view);
  const period = view?.period;

  for (let unbroken = 0; view !== null;) {
    if (view.due !== null && unbroken < ACTS_WITHOUT_SLEEP_MAX) {
      unbroken += 1;
      view = await act(view.due, view.dueFor, { accountId, asOf: asOf() });
      continue;
    }
    setCurrentDetails(detailsOf(view, asOf()));
    if (view.state === 'closed' && view.due === null && view.wakeAt === null) return;
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
    const woken = await sleepUntil(wakeAt, view.wakeFor ?? 'to assess again', pending);
    unbroken = 0;
    const names = pending.takeNames();
    const now: ActivityInput = { accountId, asOf: asOf() };
    view = await (woken === 'time' ? onTimer(view, now) : onSignal(view, names, now));
  }
}

/** Runs an activity under a summary that says what it is for. */
function act(
  name: keyof Activities,
  summary: string | undefined,
  input: ActivityInput,
): Promise<WorkflowView | null> {
  return summary === undefined
    ? activities[name](input)
    : activities[name].executeWithOptions({ summary }, [input]);
}

interface PendingSignal {
  /** Whether a signal came since the last assessment. */
  isSet(): boolean;
  /** What the signals since the last call were and are about: "settingsChanged (account.hold)". */
  takeNames(): string;
  /** Marks the start of an assessment, which covers all earlier signals. */
  clear(): void;
}

/** Handlers only record that a signal came; the main loop does the rest. */
function listen(): PendingSignal {
  let dirty = false;
  const names = new Set<string>();
  for (const name of SIGNALS) {
    setHandler(defineSignal<[string | null]>(name satisfies AccountSignal), (about) => {
      dirty = true;
      // Of other signals it is an id, which the signal's own event shows.
      names.add(name === 'settingsChanged' && about !== null ? `${name} (${about})` : name);
    });
  }
  return {
    isSet: () => dirty,
    takeNames: () => {
      const taken = [...names].slice(0, NAMES_SHOWN_MAX).join(', ');
      names.clear();
      return taken;
    },
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

/** Sleeps until an absolute instant, with one timer per wake, or until a signal comes. */
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

/** The reason for this wake is known, so act without an assessment first. The activity checks whether it is due. */
function onTimer({ wakeFor, period }: WorkflowView, now: ActivityInput): Promise<WorkflowView | null> {
  if (wakeFor === 'settlement') return act('chargeUsage', `Charge the period from ${period}`, now);
  if (wakeFor === 'scheduled charge') return act('chargeScheduled', 'Charge what was scheduled', now);
  return act('assess', `Assess: ${wakeFor ?? 'time to look again'}`, now);
}

/**
 * A signal came: assess. A suspended account has probably paid and its visitors wait, so its sites are switched at
 * once, without an assessment first. The ledger decides whether they are reactivated.
 */
function onSignal(view: WorkflowView, names: string, now: ActivityInput): Promise<WorkflowView | null> {
  return view.state === 'suspended'
    ? act('switchSites', `Suspended; look whether it may be reactivated: ${names}`, now)
    : act('assess', `Assess: ${names}`, now);
}
