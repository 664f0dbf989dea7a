import { plainWordsFor } from '../../emails/words.js';
import type { Instant } from '../../src/core/values/zone.js';

/** "Wed 25 Nov, 09:00 London time". */
export function momentWords(at: Instant, timeZone: string): string {
  return plainWordsFor({ language: 'en', timeZone }).shortMoment(at);
}
