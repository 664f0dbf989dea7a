import { afterAll, beforeAll, expect, it } from 'vitest';
import { createActivities } from '../../activities/createActivities.js';
import { createConnectors } from '../../src/connectors/createConnectors.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import { createPayments } from '../../src/providers/createPayments.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

const OPENED = '2026-03-01T00:00:00Z';
const AFTER_MARCH = '2026-04-01T02:00:00Z';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.database.drop());

/** The activities of a worker that fails to write an email this often: no link to pay can be made. */
function createWorker(failures = Infinity) {
  const state = { failures };
  const log = createLog({ level: 'silent' });
  const { secrets } = fixture;
  const mark: typeof secrets.mark = (...args) => {
    state.failures -= 1;
    if (state.failures >= 0) throw new RangeError('no such locale');
    return secrets.mark(...args);
  };
  const activities = createActivities({
    ...{ sql: fixture.database.sql, log, payments: createPayments(), baseUrl: () => 'http://tab.example' },
    mailer: {
      transport: {
        verify: () => Promise.resolve(undefined),
        send: () => Promise.resolve({ outcome: 'sent' as const }),
        close: () => undefined,
      } as never,
      ...{ from: { name: 'Northlight', address: 'billing@agency.example' }, secrets, log },
    },
    secrets: { ...secrets, mark },
    connectors: createConnectors({ webhook: { allowPrivate: true } }),
  });
  return { activities, state };
}

it('an email that cannot be written undoes no money and no switching, and is written once it can be', async () => {
  const { activities, state } = createWorker();
  const recurring = [{ id: 'hosting', name: 'Hosting', amount: '31.00', timing: 'arrears' as const }];
  const plans = [await fixture.plan({ recurring })];
  const account = await fixture.open({ plans, timeZone: 'UTC', billingDay: 1 }, OPENED);
  const { sql } = fixture.database;
  const kinds = async (): Promise<string[]> =>
    (await sql`select kind from emails where account_id = ${account}`).map(({ kind }) => String(kind));
  const input = { accountId: account, asOf: AFTER_MARCH };

  const settled = await activities.chargeUsage(input);
  expect(settled).toMatchObject({ balance: '-31.00', due: 'switchSites' });
  const suspended = await activities.switchSites(input);
  expect(suspended).toMatchObject({ state: 'suspended', due: null });
  const commanded = await sql`
    select 1 from sites where account_id = ${account} and (confirmed_generation = generation or connector_retry_at is not null)`;
  expect([commanded.length, await kinds()]).toEqual([1, []]);

  granted(await recordPayment(fixture.at(AFTER_MARCH), account, { amount: '100.00', method: 'bank' }));
  expect(await activities.assess(input)).toMatchObject({ due: 'switchSites' });
  expect(await activities.switchSites(input)).toMatchObject({ state: 'active', due: null });

  state.failures = 0;
  await activities.assess(input);
  expect((await kinds()).sort()).toEqual(['reactivated', 'receipt', 'statement', 'suspended']);
});

it('nor does a notice that cannot be written keep its account from being suspended', async () => {
  const { activities, state } = createWorker();
  const recurring = [{ id: 'hosting', name: 'Hosting', amount: '31.00', timing: 'arrears' as const }];
  const plans = [await fixture.plan({ recurring })];
  const account = await fixture.open({ plans, timeZone: 'UTC', billingDay: 1, creditLimit: '15.00' }, OPENED);
  const at = (day: string) => ({ accountId: account, asOf: `2026-03-${day}T12:00:00Z` });
  expect(await activities.assess(at('10'))).toMatchObject({ due: 'topUpOrSendNotice' });
  expect(await activities.topUpOrSendNotice(at('10'))).toMatchObject({
    due: null,
    ...{ wakeFor: 'another try', wakeAt: '2026-03-10T13:00:00.000Z' },
  });
  expect(await activities.assess(at('17'))).toMatchObject({ due: 'switchSites' });
  expect(await activities.switchSites(at('17'))).toMatchObject({ state: 'suspended', due: null });
  state.failures = 0;
  await activities.assess(at('17'));
  const { sql } = fixture.database;
  expect(await sql`select kind from emails where account_id = ${account}`).toMatchObject([
    { kind: 'suspended' },
  ]);
});

it('an email that cannot be written holds up none of another kind', async () => {
  const { activities } = createWorker(1);
  const recurring = [{ id: 'hosting', name: 'Hosting', amount: '31.00', timing: 'arrears' as const }];
  const plans = [await fixture.plan({ recurring })];
  const account = await fixture.open({ plans, timeZone: 'UTC', billingDay: 1, creditLimit: '90.00' }, OPENED);
  granted(await recordPayment(fixture.at(OPENED), account, { amount: '5.00', method: 'bank' }));
  const { sql } = fixture.database;
  const kinds = async (): Promise<string[]> =>
    (await sql`select kind from emails where account_id = ${account} order by id`).map(({ kind }) =>
      String(kind),
    );
  const input = { accountId: account, asOf: AFTER_MARCH };
  const view = await activities.chargeUsage(input);
  expect(view).toMatchObject({ due: null, wakeFor: 'another try', wakeAt: '2026-04-01T03:00:00.000Z' });
  expect(await kinds()).toEqual(['statement']);
  expect(await activities.assess({ ...input, asOf: String(view?.wakeAt) })).not.toMatchObject({
    wakeFor: 'another try',
  });
  expect(await kinds()).toEqual(['statement', 'receipt']);
});
