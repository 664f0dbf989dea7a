import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

export type History = temporal.api.history.v1.IHistory;

const { EventType } = temporal.api.enums.v1;

/** What Temporal Cloud bills of a run that was continued: its timers, activities, signals, upserts and its end. */
const ACTIONS = new Set<number>([
  EventType.EVENT_TYPE_TIMER_STARTED,
  EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
  EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
]);

export function countActions(history: History): number {
  return (history.events ?? []).filter((event) => ACTIONS.has(event.eventType ?? 0)).length;
}

/** The histories of a workflow's runs, oldest first, found by walking back from the newest. */
export async function runsOf(client: Client, workflowId: string): Promise<History[]> {
  const runs: History[] = [];
  const described = await client.workflow.getHandle(workflowId).describe();
  for (let runId: string | undefined = described.runId; runId !== undefined && runId !== '';) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    runs.unshift(history);
    runId =
      history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? undefined;
  }
  return runs;
}
