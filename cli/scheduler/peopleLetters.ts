import { renderPeopleLetter } from '../../emails/renderPeopleLetter.js';
import { renderPlainPeopleLetter } from '../../emails/renderPlainLetter.js';
import type { PeopleLetters } from '../../src/auth/emails/peopleLetters.js';
import { deliverLetter } from '../../src/emails/deliverLetter.js';
import type { System } from '../processes/system.js';

/**
 * How letters to the people of a site are written and sent: at once, since somebody waits for a link; whatever goes
 * wrong with that, the relay sends it later.
 */
export function createPeopleLetters(
  system: Pick<System, 'sql' | 'clock' | 'log' | 'mailer' | 'dispatcher'>,
): PeopleLetters {
  const { sql, clock, log, mailer, dispatcher } = system;
  return {
    mailDomain: mailer.from.address.split('@')[1] ?? 'localhost',
    write: async (given) => {
      const letter = { ...given, sender: { email: mailer.from.address, ...given.sender } };
      try {
        return await renderPeopleLetter(letter);
      } catch (error) {
        log.error({ letter: letter.kind, err: error }, 'a letter could not be rendered');
        return renderPlainPeopleLetter(letter);
      }
    },
    queued: (key) => {
      const context = {
        sql,
        now: clock.now(),
        wallNow: Date.now(),
        actor: 'system/api',
        nudge: (accountId: string) => dispatcher.nudge(accountId),
      };
      void deliverLetter(context, mailer, key).then(
        (delivery) => {
          if (delivery === 'failed') log.warn({ letter: key }, 'the mail server refused a letter for good');
        },
        (error: unknown) => log.debug({ letter: key, err: error }, 'a letter waits for the relay'),
      );
    },
  };
}
