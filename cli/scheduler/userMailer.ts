import { renderUserEmail } from '../../emails/renderUserEmail.js';
import { renderPlainUserEmail } from '../../emails/renderPlainEmail.js';
import type { UserMailer } from '../../src/auth/emails/userMailer.js';
import { deliverEmail } from '../../src/emails/deliverEmail.js';
import type { System } from '../processes/system.js';

/**
 * How emails to the users of a site are written and sent: at once, since the user waits for a link. If that fails, the
 * scheduler sends it later.
 */
export function createUserMailer(
  system: Pick<System, 'sql' | 'clock' | 'log' | 'mailer' | 'dispatcher'>,
): UserMailer {
  const { sql, clock, log, mailer, dispatcher } = system;
  return {
    mailDomain: mailer.from.address.split('@')[1] ?? 'localhost',
    write: async (given) => {
      const email = { ...given, sender: { email: mailer.from.address, ...given.sender } };
      try {
        return await renderUserEmail(email);
      } catch (error) {
        log.error({ emailKind: email.kind, err: error }, 'an email could not be rendered');
        return renderPlainUserEmail(email);
      }
    },
    queued: (key) => {
      const context = {
        sql,
        now: clock.now(),
        wallNow: Date.now(),
        actor: 'system/api',
        wakeAccount: (accountId: string) => dispatcher.wakeAccount(accountId),
      };
      void deliverEmail(context, mailer, key).then(
        (delivery) => {
          if (delivery === 'failed')
            log.warn({ emailKey: key }, 'the mail server refused an email permanently');
        },
        (error: unknown) => log.debug({ emailKey: key, err: error }, 'email left to the scheduler'),
      );
    },
  };
}
