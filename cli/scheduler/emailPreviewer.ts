import { randomUUID } from 'node:crypto';
import { emailContent } from '../../activities/emailContent.js';
import type { EmailPreviewer } from '../../api/deps.js';
import { renderEmail } from '../../emails/renderEmail.js';
import { picturesOf } from '../../src/emails/deliverEmail.js';
import { makePayLink } from '../../src/payments/payLink.js';
import type { System } from '../processes/system.js';

/** Writes emails as the worker does, for those who want to see them first, and sends one to oneself. */
export function createEmailPreviewer({
  sql,
  mailer,
  secrets,
  reached,
  supportsSmtpUtf8,
}: Pick<System, 'sql' | 'mailer' | 'secrets' | 'reached' | 'supportsSmtpUtf8'>): EmailPreviewer {
  const { from, transport } = mailer;
  return {
    address: from.address,
    supportsSmtpUtf8,
    write: async (draft) => {
      const { facts, standing } = draft.assessment;
      const payLink =
        reached.url === null
          ? undefined
          : `${reached.url}/pay/${makePayLink(secrets, facts.id, standing.asOf)}`;
      const [site] = facts.sites;
      const portal =
        reached.url === null || site === undefined
          ? undefined
          : `${reached.url}/sites/${site.slug}/statements`;
      return renderEmail(emailContent(draft, { mailer, payLink, portal }));
    },
    sendTest: async ({ email, to, senderName, at }) => {
      const outcome = await transport.send({
        ...email,
        from: { name: senderName, address: from.address },
        to: [to],
        messageId: `<test.${randomUUID()}@${from.address.split('@')[1] ?? 'localhost'}>`,
        date: at,
        headers: { 'X-Sitetab-Email': 'test' },
        ...(await picturesOf({ sql }, email.html)),
      });
      return outcome.outcome === 'sent';
    },
  };
}
