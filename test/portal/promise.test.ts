import { expect, it } from 'vitest';
import { decideState } from '../../src/suspension/decideState.js';
import { makePayLink } from '../../src/payments/payLink.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { changeSite } from '../../src/sites/manageSites.js';
import { granted } from '../setup/fixture.js';
import { createPortalFixture } from './fixture.js';

it('a client asks for more time on the portal and on the page of the pay link, once each', async () => {
  const portal = await createPortalFixture();
  const { fixture, time } = portal.api;
  const context = fixture.at(time.now);
  const first = await portal.client('fenwick');
  const second = await portal.client('gorse');
  const charge = { amount: '900.00', description: 'Logo', category: 'design' };
  for (const { accountId } of [first, second]) {
    granted(await postCharge(context, accountId, charge));
    await decideState(context, accountId);
  }
  const pay = '/sites/fenwick/pay';
  expect((await first.browser.get(pay)).text).not.toContain('more time');
  const settings = { promiseDays: '3', promiseEveryDays: '60' };
  granted(await changeSite(context, fixture.siteId, { settings }));

  const offered = (await first.browser.get(pay)).text;
  expect(offered).toContain('3 more days, through Sun 4 Jan');
  expect(offered).toContain('You can ask once in 60 days.');
  expect((await first.browser.post(`${pay}/promise`, { days: '4' })).status).toBe(422);
  expect((await first.browser.post(`${pay}/promise`, { days: '3' })).to).toBe(pay);
  const { text } = await first.browser.get(pay);
  expect(text).toContain('You have more time, until the end of 4 Jan 2026.');
  expect(text).not.toContain('Ask for more time');
  const again = await first.browser.post(`${pay}/promise`, { days: '1' });
  expect(again.status).toBe(409);
  expect(again.text).toContain('The account already has more time.');

  const link = `/pay/${makePayLink(fixture.secrets, second.accountId, time.now)}`;
  const anyone = portal.browser();
  expect((await anyone.get(link)).text).toContain('Ask for more time');
  expect((await anyone.get(`${link}/promise`)).status).toBe(404);
  const done = await anyone.post(`${link}/promise`, { days: '2' });
  expect([done.status, done.to]).toEqual([303, `${link}?more=yes`]);
  expect((await anyone.get(done.to ?? '')).text).toContain(
    'You have more time. Northlight Studio has been told by email.',
  );
  // The same day that the choice named.
  expect((await anyone.get(link)).text).toContain('You have more time, until Sat 3 Jan.');
  expect((await anyone.post(`${link}/promise`, { days: '2' })).status).toBe(409);
  await fixture.database.sql`update accounts set language = 'de' where id = ${second.accountId}`;
  expect((await anyone.get(link)).text).toContain('Sie haben mehr Zeit, bis');
});
