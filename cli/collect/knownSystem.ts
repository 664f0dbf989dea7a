/**
 * Detects whether the state was written for the system at this URL. The system may have been set up again at the same
 * URL (a sandbox always is); continuing from the old offset would then leave out all earlier lines. So an event of
 * quantity 0 is sent as a marker with the first batch. A system that accepts the marker again as new has never seen it.
 */
import { randomUUID } from 'node:crypto';
import { DAY_MS } from '../../src/core/values/zone.js';
import type { LoggedUsage } from '../../src/logs/reading/chunk.js';
import type { PostUsage } from './posting/post.js';
import type { StateFile } from './state.js';

/** Usage older than 60 days is refused, so the marker is replaced long before. */
const MARKER_AGE_MAX_MS = 30 * DAY_MS;

/** False when the system does not know the marker: then it has received nothing of what the state lists. */
export async function isKnownSystem(stateFile: StateFile, post: PostUsage, now: number): Promise<boolean> {
  const { marker } = stateFile.state;
  if (marker === null) return true;
  const { accepted } = await post([marker]);
  if (accepted > 0) return false;
  if (Date.parse(marker.time) < now - MARKER_AGE_MAX_MS) stateFile.state.marker = null;
  return true;
}

/**
 * Sends a marker to the system, if there is none. It resembles the newest event of the batch, so it is refused only
 * where the batch is; then the next batch tries again. The state is saved with the batch.
 */
export async function leaveMarker(stateFile: StateFile, post: PostUsage, newest: LoggedUsage): Promise<void> {
  if (stateFile.state.marker !== null) return;
  const marker: LoggedUsage = {
    ...newest,
    id: `collector/${randomUUID()}`,
    meter: 'requests',
    quantity: '0',
  };
  const { accepted } = await post([marker]);
  if (accepted > 0) stateFile.state.marker = marker;
}
