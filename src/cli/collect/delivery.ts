import { type LoggedUsage, usageEvents } from '../../billing/index.js';
import type { Batch } from './intake.js';
import { isKnownSystem, leaveMarker } from './knownSystem.js';
import type { PostUsage } from './post.js';
import { isTooOld, type RefusedEvents } from './refusedEvents.js';
import type { Generation, PendingBatch, StateFile } from './state.js';
import type { RunTotals } from './totals.js';

/** The API takes 10,000 events and 5 MB at once; this stays well under both. */
const POST_EVENTS_MAX = 5_000;

export interface DeliveryParts {
  readonly source: string;
  readonly timeZone: string;
  readonly stateFile: StateFile;
  readonly refused: RefusedEvents;
  readonly post: PostUsage;
  readonly totals: RunTotals;
  readonly now: () => number;
}

/** Sends batches so that each counts exactly once, whenever the process or the system may die. */
export class Delivery {
  readonly #parts: DeliveryParts;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /** Sends what an earlier run wrote down and had no answer for. */
  async finishPending(): Promise<void> {
    const { pending } = this.#parts.stateFile.state;
    if (pending !== null) await this.#send(pending);
  }

  /** Forgets everything when the system is not the one it was sent to; true when it did. */
  async forgetUnlessKnown(): Promise<boolean> {
    const { stateFile, refused, post, now } = this.#parts;
    if (await isKnownSystem(stateFile, post, now())) return false;
    await refused.replace([]);
    await stateFile.forget();
    return true;
  }

  /** Sends a stretch of a log and moves the log's offset behind it. */
  async deliver(generation: Generation, batch: Batch): Promise<void> {
    const { stateFile, source, post } = this.#parts;
    const events = batch.tallies.flatMap((tally) => usageEvents(tally, source, generation.id));
    const anchor = batch.anchor ?? generation.anchor;
    const pending = { generation: generation.id, target: generation.target, end: batch.end, anchor, events };
    if (events.length > 0) {
      await leaveMarker(stateFile, post, events);
      stateFile.state.pending = pending;
      await stateFile.save();
    }
    await this.#send(pending);
  }

  /**
   * Sends events whose log must not be noted: an older copy of one that was already read further. The system
   * knows them all, and if it does not, they are new to it.
   */
  async deliverUnnoted(generation: Generation, batch: Batch): Promise<void> {
    const { source } = this.#parts;
    const events = batch.tallies.flatMap((tally) => usageEvents(tally, source, generation.id));
    await this.#parts.refused.keep(await this.#post(events));
  }

  /** Offers again what was refused earlier, since the reason may have passed. */
  async offerRefused(): Promise<void> {
    const { refused, now } = this.#parts;
    const events = await refused.load(now());
    if (events.length > 0) await refused.replace(await this.#post(events));
  }

  async #send(pending: PendingBatch): Promise<void> {
    const { stateFile, refused } = this.#parts;
    await refused.keep(await this.#post(pending.events));
    const generation = stateFile.find(pending.generation, pending.target);
    if (generation !== undefined) {
      generation.offset = pending.end;
      generation.anchor = pending.anchor;
    }
    stateFile.state.pending = null;
    await stateFile.save();
  }

  /** Answers with the refused events that are worth offering again. */
  async #post(events: readonly LoggedUsage[]): Promise<LoggedUsage[]> {
    const retained: LoggedUsage[] = [];
    for (let from = 0; from < events.length; from += POST_EVENTS_MAX) {
      const slice = events.slice(from, from + POST_EVENTS_MAX);
      retained.push(...(await this.#postSlice(slice)));
    }
    return retained;
  }

  async #postSlice(events: readonly LoggedUsage[]): Promise<LoggedUsage[]> {
    const { post, totals, timeZone, now } = this.#parts;
    const { accepted, duplicates, rejected } = await post(events);
    totals.accepted += accepted;
    totals.duplicates += duplicates;
    const reasons = new Map(rejected.map(({ index, reason }) => [index, reason]));
    const retained: LoggedUsage[] = [];
    events.forEach((event, index) => {
      const reason = reasons.get(index);
      if (reason === undefined) totals.noteCounted(event, timeZone);
      else if (isUnowned(reason)) totals.unowned += 1;
      else totals.noteRefused(reason);
      if (reason !== undefined && !isTooOld(event, now()) && !isFinal(reason)) retained.push(event);
    });
    return retained;
  }
}

/** No account held the site at the event's time, and none ever will have. */
function isUnowned(reason: string): boolean {
  return /no account of yours held/i.test(reason);
}

/** The id is taken by another payload, or the time belongs to nobody any more: offering it again cannot change that. */
function isFinal(reason: string): boolean {
  return isUnowned(reason) || /counted before|payload|conflict|account was closed/i.test(reason);
}
