import type { Report } from '../guard.js';

/** What `npm run guard` asks of the run on the real database, as JSON: there is no Infinity in that, but null. */
export interface OperationsRequest {
  /** Where it is written what came of it; left out, the run is one of the tests. */
  readonly report?: string;
  /** One case again. */
  readonly replay?: string;
  readonly seed?: number;
  readonly cases?: number | null;
  readonly untilMs?: number | null;
  readonly shrinkMs?: number;
  readonly isFirstOnly?: boolean;
  readonly isKnownLeftOut?: boolean;
  /** What came of it before; the run goes on from there. */
  readonly goesOn?: Report;
}
