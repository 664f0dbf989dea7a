import { describe, expect, it } from 'vitest';
import type { UserEmailContent } from '../../emails/users/userEmail.js';
import { renderEmail } from '../../emails/renderEmail.js';
import { renderPlainEmail } from '../../emails/renderPlainEmail.js';
import { receipt, statement, suspended } from './emails.js';
import { userEmails } from './userEmails.js';

const reminder = (accounts: number, language: string) =>
  renderEmail({
    ...userEmails.breaker,
    kind: 'breaker',
    accounts,
    isReminder: true,
    language,
  } as UserEmailContent);

describe('an email contains only true statements in every state it can be written in', () => {
  it('counts the clients that the breaker keeps open', async () => {
    expect((await reminder(1, 'en')).text).toMatch(/1 of your clients stays\s+online below its\s+limit/);
    expect((await reminder(2, 'en')).text).toMatch(/2 of your clients stay\s+online below their\s+limit/);
    expect((await reminder(1, 'de')).text).toMatch(/1 Ihrer Kunden bleibt\s+trotz/);
    expect((await reminder(2, 'de')).text).toMatch(/2 Ihrer Kunden bleiben\s+trotz/);
  });

  it.each(['en', 'de'])(
    'promises nothing about the Owner’s own account when a host is interrupted (%s)',
    async (language) => {
      const { html, text } = await renderEmail({ ...userEmails.upstream, language });
      expect(html + text).not.toMatch(/nothing you owe|(need not|not need to) (do|pay)|nichts (tun|zahlen)/);
      expect(text.replace(/\s+/g, ' ')).toMatch(
        /unless it is suspended for another reason|falls sie dann nicht aus einem anderen Grund gesperrt ist/,
      );
    },
  );

  it.each(['en', 'de'])('offers no code as new where it may be required already (%s)', async (language) => {
    const { text } = await renderEmail({ ...userEmails.impersonation, language });
    expect(text).not.toMatch(/You can require a code|können Sie einen Code verlangen/);
  });

  it.each(['en', 'de'])(
    'names the missing amount once in the sentences of a receipt (%s)',
    async (language) => {
      const { situation, offers } = suspended;
      const { text } = await renderEmail({ ...receipt, situation, offers, language });
      const lead = text.split('\n\n').find((block) => /not yet enough|genügt noch nicht/.test(block)) ?? '';
      expect(lead.match(/4[.,]12/g)).toHaveLength(1);
    },
  );

  it('leaves out in its plainest form what a payment would do', () => {
    for (const kind of ['suspended', 'reactivated', 'receipt', 'statement'] as const) {
      const { text } = renderPlainEmail(kind, { sender: { name: 'A' }, siteNames: ['a.example'] });
      expect(text).not.toMatch(/brings it back|owe nothing|is back online/);
    }
  });

  it.each(['en', 'de', 'fr', 'nl', 'es', 'it'])(
    'names the documents that are attached, and one invoice in the subject (%s)',
    async (language) => {
      const plain = await renderEmail({ ...statement, language });
      expect(await renderEmail({ ...statement, language, documents: [] })).toEqual(plain);
      const documents = [
        { id: 'a', kind: 'invoice', number: 'R-2026-00001' },
        { id: 'b', kind: 'credit-note', number: 'G-2026-00002' },
      ] as const;
      const named = await renderEmail({ ...statement, language, documents });
      const places = ['R-2026-00001', 'G-2026-00002', 'scope="col"'].map((part) =>
        named.html.indexOf(part, named.html.indexOf('<body')),
      );
      expect(places).toEqual(places.toSorted((one, other) => one - other));
      expect(named.text.replaceAll(/\s+/g, ' ')).toMatch(/PDF.*R-2026-00001.*G-2026-00002\./i);
      expect(named.subject).toContain('R-2026-00001');
      const two = [...documents, { id: 'c', kind: 'invoice', number: 'R-2026-00003' } as const];
      expect((await renderEmail({ ...statement, language, documents: two })).subject).toBe(plain.subject);
    },
  );
});
