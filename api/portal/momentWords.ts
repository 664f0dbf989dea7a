import { plainWordsFor } from '../../emails/index.js';
import type { Instant } from '../../src/billing/index.js';

/** "Wed 25 Nov, 09:00 London time". */
export function momentWords(at: Instant, timeZone: string): string {
  return plainWordsFor({ language: 'en', timeZone }).shortMoment(at);
}
