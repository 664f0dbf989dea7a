import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderEmail } from '../../../emails/renderEmail.js';
import { untrueIn } from './claims.js';
import { emailsIn, lookAtState, NOW, type State, states } from './states.js';

const RUNS = Number(process.env['SITETAB_EMAIL_STATES'] ?? 150);

/** What is not so of what the emails say above their footers. */
async function untrueOf(state: State): Promise<string[]> {
  const assessment = lookAtState(state);
  const truth = { assessment, now: NOW, after: (minor: bigint) => lookAtState(state, minor) };
  const faults = await Promise.all(
    emailsIn(state, assessment).map(async (email) => {
      const { text } = await renderEmail(email);
      const [said = ''] = text.split('\n\n-- ');
      return untrueIn(said, { ...truth, email }).map((fault) => `${email.kind}: ${fault}`);
    }),
  );
  return faults.flat();
}

describe('every sentence of every email', () => {
  it('is so in the state the account is in, in every language', async () => {
    await fc.assert(
      fc.asyncProperty(states, async (state) => {
        expect(await untrueOf(state)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
