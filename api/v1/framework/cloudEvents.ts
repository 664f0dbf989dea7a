import type { UsageEvent } from '../../../src/usage/readBatch.js';

/** Replaces a malformed event; it is then rejected for having no id. */
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

/** An event in our own format, with unchecked contents. */
export function plainEvent(value: unknown): UsageEvent {
  return isObject(value) ? (value as unknown as UsageEvent) : FORMLESS;
}

/**
 * A CloudEvent 1.0 with data `{site, meter, quantity}`. Any `type` is accepted; the site may be in `subject` instead.
 * Other fields are ignored.
 */
export function fromCloudEvent(value: unknown): UsageEvent {
  if (!isObject(value) || value['specversion'] !== '1.0') return FORMLESS;
  const { id, source, subject, time, data } = value;
  const { site = subject, meter, quantity } = isObject(data) ? data : {};
  return { id, source, site, meter, quantity, time };
}
