import { randomUUID } from 'node:crypto';
import { letterContent } from '../../activities/letterContent.js';
import type { LetterDesk } from '../../api/deps.js';
import { renderLetter } from '../../emails/renderLetter.js';
import { picturesOf } from '../../src/emails/deliverLetter.js';
import { makePayLink } from '../../src/payments/payLink.js';
import type { System } from '../processes/system.js';

/** Writes letters as the worker does, for those who want to see them first, and sends one to oneself. */
export function createLetterDesk({
  sql,
  mailer,
  secrets,
  reached,
  takesSmtpUtf8,
}: Pick<System, 'sql' | 'mailer' | 'secrets' | 'reached' | 'takesSmtpUtf8'>): LetterDesk {
  const { from, transport } = mailer;
  return {
    address: from.address,
    takesSmtpUtf8,
    write: async (draft) => {
      const { facts, standing } = draft.look;
      const payLink =
        reached.url === null
          ? undefined
          : `${reached.url}/pay/${makePayLink(secrets, facts.id, standing.asOf)}`;
      const [site] = facts.sites;
      const portal =
        reached.url === null || site === undefined
          ? undefined
          : `${reached.url}/sites/${site.slug}/statements`;
      return renderLetter(letterContent(draft, { mailer, payLink, portal }));
    },
    sendTest: async ({ letter, to, senderName, at }) => {
      const outcome = await transport.send({
        ...letter,
        from: { name: senderName, address: from.address },
        to: [to],
        messageId: `<test.${randomUUID()}@${from.address.split('@')[1] ?? 'localhost'}>`,
        date: at,
        headers: { 'X-Sitetab-Letter': 'test' },
        ...(await picturesOf({ sql }, letter.html)),
      });
      return outcome.outcome === 'sent';
    },
  };
}
