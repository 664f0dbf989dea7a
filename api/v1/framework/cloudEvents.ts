import type { UsageEvent } from '../../../src/usage/recordUsage.js';

/** What an event without the form of one becomes: the verdict on it will be that it has no id. */
const FORMLESS: UsageEvent = {
  id: undefined,
  source: undefined,
  site: undefined,
  meter: undefined,
  quantity: undefined,
  time: undefined,
};

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An event of our own form, whatever is in it. */
export function plainEvent(value: unknown): UsageEvent {
  return isObject(value) ? (value as unknown as UsageEvent) : FORMLESS;
}

/**
 * A CloudEvent 1.0 with data `{site, meter, quantity}`. Any `type` will do; the site may stand in `subject` instead.
 * What else it carries is for others to read.
 */
export function fromCloudEvent(value: unknown): UsageEvent {
  if (!isObject(value) || value['specversion'] !== '1.0') return FORMLESS;
  const { id, source, subject, time, data } = value;
  const { site = subject, meter, quantity } = isObject(data) ? data : {};
  return { id, source, site, meter, quantity, time };
}
