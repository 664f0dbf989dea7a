import { afterAll, beforeAll, expect, it } from 'vitest';
import { queueNotice } from '../../src/emails/queueClientEmail.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { decideState } from '../../src/suspension/decideState.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
const NOW = Date.parse('2026-03-10T12:00:00Z');

beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.database.drop());

it('the email about a suspension is right when a payment arrives before it is written', async () => {
  const id = await fixture.open({}, NOW);
  granted(
    await postCharge(fixture.at(NOW), id, { amount: '12.00', description: 'Work', category: 'design' }),
  );
  await decideState(fixture.at(NOW), id);
  granted(await recordPayment(fixture.at(NOW + 50), id, { amount: '20.00', method: 'card' }));
  await decideState(fixture.at(NOW + 60), id);

  const kinds: string[] = [];
  for (;;) {
    const email = await queueNotice(fixture.at(NOW + 100), id);
    if (email === null || kinds.length > 5) break;
    kinds.push(email.kind);
  }
  expect(kinds).toEqual(['suspended', 'receipt', 'reactivated']);
  const [suspended] = await fixture.database.sql`select content from emails where kind = 'suspended'`;
  expect(suspended?.['content']).toMatchObject({
    kind: 'suspended',
    since: NOW,
    endedAt: NOW + 60,
    situation: { kind: 'fine' },
    offers: { shortfall: null, least: null },
  });
});
