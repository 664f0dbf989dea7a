/** A computation may take this long before others waiting for this thread are served. */
const SLICE_MS = 10;

const waiting: (() => void)[] = [];
let isRunning = false;

/**
 * Computes something when its turn comes. Requests at the same time are computed one after the other, and between two
 * long ones the event loop runs: many large accounts hold up other requests for no longer than the largest of them
 * takes.
 */
export function inTurn<Outcome>(work: () => Outcome): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    waiting.push(() => {
      try {
        resolve(work());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    if (isRunning) return;
    isRunning = true;
    setImmediate(goOn);
  });
}

function goOn(): void {
  const until = performance.now() + SLICE_MS;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    next();
    if (performance.now() >= until) break;
  }
  isRunning = waiting.length > 0;
  if (isRunning) setImmediate(goOn);
}
