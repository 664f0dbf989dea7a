import { queueNotice } from '../../../src/emails/queueClientEmail.js';
import { changeDirectDebit } from '../../../src/payments/debits/changeDirectDebit.js';
import { collectDebits } from '../../../src/payments/debits/collectDebits.js';
import { loadAccountDebits } from '../../../src/payments/debits/loadDebits.js';
import { recordPaperMandate } from '../../../src/payments/mandates/giveMandate.js';
import { recordPayment } from '../../../src/payments/recordPayment.js';
import { createPayments } from '../../../src/providers/createPayments.js';
import { changeSite } from '../../../src/sites/manageSites.js';
import type { Debit } from '../../../src/store/debits/debits.js';
import { createFixture, type Fixture, granted } from '../../setup/fixture.js';

export const IBAN = 'DE89370400440532013000';
export const at = (date: string): number => Date.parse(`${date}T12:00:00Z`);
const START = Date.parse('2026-03-01T00:00:00Z');

/** A tenant that collects at its own bank, and clients at a euro a day with 20 euros, which last until 21 March. */
export interface DebitFixture extends Fixture {
  client(name: string, more?: object): Promise<string>;
  collect(account: string, now: number): Promise<void>;
  debitsOf(account: string): Promise<readonly Debit[]>;
  balanceOf(account: string): Promise<bigint>;
}

export async function createDebitFixture(): Promise<DebitFixture> {
  const fixture = await createFixture(20);
  const now = fixture.at(START);
  const settings = { enabled: true, creditorId: 'DE98ZZZ09999999999', returnFee: '5.00' };
  granted(await changeDirectDebit(now, settings));
  const bankAccount = { holder: 'Northlight Studio', iban: 'DE02120300000000202051' };
  granted(await changeSite(now, fixture.siteId, { settings: { bankAccount } }));
  const monthly = { id: 'base', name: 'Hosting', amount: '31.00', timing: 'arrears' as const };
  const plan = await fixture.plan({ recurring: [monthly] });
  return {
    ...fixture,
    client: async (name, more = {}) => {
      const account = await fixture.open({ name, timeZone: 'UTC', plans: [plan] }, START);
      granted(
        await recordPaperMandate(now, account, { holder: name, iban: IBAN, signedOn: '2026-03-01', ...more }),
      );
      granted(await recordPayment(now, account, { amount: '20.00', method: 'bank' }));
      await fixture.database.sql`update accounts set receipted_number = last_number`;
      return account;
    },
    collect: async (account, instant) => {
      await collectDebits({ ...fixture.at(instant), payments: createPayments() }, account);
      // The week notice tells the client.
      await queueNotice(fixture.at(instant), account);
    },
    debitsOf: async (account) => granted(await loadAccountDebits(now, account)).debits,
    balanceOf: async (account) => {
      const [row] = await fixture.database.sql<{ balance: string }[]>`
        select balance::text from accounts where id = ${account}`;
      return BigInt(row?.balance ?? 0);
    },
  };
}
