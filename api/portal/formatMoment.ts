import { plainWordingFor } from '../../emails/wording.js';
import type { Instant } from '../../src/core/values/zone.js';

/** "Wed 25 Nov, 09:00 London time". */
export function formatMoment(at: Instant, timeZone: string): string {
  return plainWordingFor({ language: 'en', timeZone }).shortMoment(at);
}
