import { expect } from 'vitest';
import { type ApiFixture, open } from './fixture.js';

/** Addresses are the first and further ones, each held to the one rule for addresses. */
export async function changeAddresses(api: ApiFixture): Promise<void> {
  const { id } = await open(api, { email: 'ann@client.example', moreEmails: ['Books@Bücher.example'] });
  const { body } = await api.get(`/v1/accounts/${id}`);
  expect(body).toMatchObject({
    email: 'ann@client.example',
    moreEmails: ['Books@xn--bcher-kva.example'],
    emailUndeliverable: [],
  });
  const wrong = { moreEmails: ['ben@client.example', 'a@b.example, c@d.example'] };
  const refused = await api.ask(`/v1/accounts/${id}`, { method: 'PATCH', body: wrong });
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).toContain('moreEmails[1]');
  const moreEmails = ['ben@client.example'];
  const changed = await api.ask(`/v1/accounts/${id}`, { method: 'PATCH', body: { moreEmails } });
  expect(changed.body).toMatchObject({ email: 'ann@client.example', moreEmails });
}

/** A bounce is reported with a key, and shown until another attempt is requested. */
export async function reportBounces(api: ApiFixture): Promise<void> {
  const { id } = await open(api, { email: 'left@client.example' });
  const report = { address: 'left@client.example', permanent: true, reason: 'Mailbox\r\nclosed' };
  const forged = await api.ask('/v1/emails/bounces', { method: 'POST', body: report, as: null });
  expect(forged.status).toBe(401);
  const unsent = await api.post('/v1/emails/bounces', report);
  expect(unsent.body).toEqual({ undeliverable: [] });
  await api.fixture.database.sql`
    insert into emails (id, key, account_id, kind, language, recipient_name, recipient_address, subject, html, plain,
                         message_id, created_at, sent_at, accepted_addresses)
    values (gen_random_uuid(), 'sent', ${id}, 'receipt', 'en', 'Ann', ${report.address}, '', '', '', '<sent@x>',
            now(), now(), array[${report.address}])`;
  const unchanged = await api.post('/v1/emails/bounces', { ...report, permanent: false });
  expect(unchanged.body).toEqual({ undeliverable: [] });
  const { body } = await api.post('/v1/emails/bounces', report);
  expect(body).toEqual({ undeliverable: [{ accountId: id, email: 'left@client.example' }] });
  expect((await api.get(`/v1/accounts/${id}`)).body).toMatchObject({
    emailUndeliverable: [{ email: 'left@client.example', reason: 'Mailbox closed' }],
  });
  const again = await api.post(`/v1/accounts/${id}/emails/retry`, {});
  expect(again.body).toMatchObject({ id, emailUndeliverable: [] });
  const nothing = await api.post('/v1/emails/bounces', { permanent: true });
  expect([nothing.status, JSON.stringify(nothing.body)]).toEqual([422, expect.stringContaining('address')]);
}
