import type { CollectIo } from '../options.js';
import type { FindSources, OtherSource } from './otherSources.js';

const ATTEMPT_MAX_MS = 10_000;

/** Finds other sources that have counted the same requests. The result is only a warning, so errors do not stop a run. */
export function createSourceFinder(
  { url, apiKey }: { readonly url: string; readonly apiKey: string },
  source: string,
  io: CollectIo,
): FindSources {
  const address = new URL('v1/usage/sources', url.endsWith('/') ? url : `${url}/`);
  return async (quarters) => {
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ source, quarters }),
        signal: AbortSignal.any([io.stop, AbortSignal.timeout(ATTEMPT_MAX_MS)]),
        redirect: 'error',
      });
      const { data } = (await response.json()) as { data?: unknown };
      return Array.isArray(data) ? data.filter(isOtherSource) : undefined;
    } catch {
      return undefined;
    }
  };
}

function isOtherSource(value: unknown): value is OtherSource {
  const { site, source, log, quarters, from } = value as Partial<Record<keyof OtherSource, unknown>>;
  const isNamed = typeof site === 'string' && typeof source === 'string' && typeof from === 'string';
  return isNamed && typeof quarters === 'number' && (log === null || typeof log === 'string');
}
