import fc from 'fast-check';
import { closeAccount } from '../../../../src/accounts/closeAccount.js';
import { exemptAccount, placeHold, releaseHold } from '../../../../src/suspension/changeStanding.js';
import type { StageContext } from '../stage.js';
import { HOUR_MS, kindOf, request } from './step.js';
import type { ModelAccount } from '../modelAccount.js';

const hold = kindOf({
  ...{ weight: 2, args: fc.constant(null) },
  does: async (account, _, { caller }) => {
    const { tab, stage } = account;
    const refused = tab.state === 'closed' ? 'account_closed' : tab.held ? 'conflict' : null;
    const ask = (context: StageContext): Promise<unknown> =>
      placeHold(context, stage.accountId, { reason: 'by hand' });
    await request(account, { ask, refused, repeat: 'conflict' }, caller);
    if (refused === null) tab.held = true;
  },
});

const release = kindOf({
  ...{ weight: 3, args: fc.constant(null), can: ({ held }: ModelAccount) => held },
  does: async (account, _, { caller }) => {
    const { tab, stage } = account;
    const refused = tab.state === 'closed' ? 'account_closed' : null;
    const ask = (context: StageContext): Promise<unknown> => releaseHold(context, stage.accountId);
    await request(account, { ask, refused, repeat: 'conflict' }, caller);
    if (refused === null) tab.held = false;
  },
});

const exempt = kindOf({
  ...{ weight: 3, args: fc.option(fc.integer({ min: 1, max: 24 * 20 }), { nil: null, freq: 3 }) },
  does: async (account, hours, { caller }) => {
    const { tab, stage } = account;
    const refused = tab.state === 'closed' ? 'account_closed' : null;
    const until = hours === null ? null : stage.now + hours * HOUR_MS;
    const ask = (context: StageContext): Promise<unknown> =>
      exemptAccount(context, stage.accountId, { until });
    await request(account, { ask, refused }, caller);
    if (refused === null) tab.exemptUntil = until;
  },
});

const close = kindOf({
  ...{ weight: 1, args: fc.constant(null) },
  does: async (account, _, { caller }) => {
    const { tab, stage } = account;
    const refused = tab.state === 'closed' ? 'account_closed' : null;
    const ask = (context: StageContext): Promise<unknown> => closeAccount(context, stage.accountId);
    await request(account, { ask, refused, repeat: 'account_closed' }, caller);
    if (refused === null) tab.close(stage.now);
  },
});

/** What an account's owner says of it, whatever it owes. */
export const STANDING = { hold, release, exempt, close };
