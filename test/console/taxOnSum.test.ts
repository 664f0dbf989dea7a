import { beforeAll, expect, it } from 'vitest';
import { postCharge } from '../../src/ledger/postCharge.js';
import { entriesOf, settle } from '../setup/activities.js';
import { granted } from '../setup/fixture.js';
import { createPagesFixture, type PagesFixture } from '../web/fixture.js';

let site: PagesFixture;
beforeAll(async () => {
  site = await createPagesFixture();
});

it('explains the entry that brings a statement to the tax on its sum, and offers no reversal of it', async () => {
  const { fixture, time } = site.api;
  const before = new Date(time.now - 40 * 86_400_000).toISOString();
  const account = await fixture.open(
    { timeZone: 'UTC', creditLimit: '100.00', tax: { name: 'VAT', percent: '19' } },
    before,
  );
  const bit = { amount: '0.03', description: 'Bits', category: 'design' };
  for (let count = 0; count < 5; count += 1) granted(await postCharge(fixture.at(before), account, bit));
  await settle(fixture, account, time.now);
  const entry = (await entriesOf(fixture, account)).find(({ kind, taxes }) => kind === 'tax' && !taxes);
  expect(entry?.description).toBe('VAT 19 % on the sum of 0.15 is 0.03; by line it was 0.05');
  const owner = await site.ownersBrowser();
  const path = `/sites/agency/console/accounts/${account}/entries/${entry?.id ?? ''}`;
  const { status, text } = await owner.get(path);
  expect(status).toBe(200);
  const words = text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  expect(words).toContain('The tax of a statement is VAT 19 % of the taxable total, rounded once.');
  expect(words).toMatch(/this entry is the difference on statement \d{4}-00001/);
  expect(words).toContain('Charged here 0.15 0.05 0.03');
  expect(text).not.toContain('/reverse"');
});
