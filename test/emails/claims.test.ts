import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderLetter } from '../../emails/renderLetter.js';
import { untrueIn } from './claims.js';
import { emailsIn, lookAtState, NOW, type State, states } from './states.js';

const RUNS = Number(process.env['SITETAB_EMAIL_STATES'] ?? 150);

/** What is not so of what the emails say above their footers. */
async function untrueOf(state: State): Promise<string[]> {
  const look = lookAtState(state);
  const truth = { look, now: NOW, after: (minor: bigint) => lookAtState(state, minor) };
  const faults = await Promise.all(
    emailsIn(state, look).map(async (letter) => {
      const { text } = await renderLetter(letter);
      const [said = ''] = text.split('\n\n-- ');
      return untrueIn(said, { ...truth, letter }).map((fault) => `${letter.kind}: ${fault}`);
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
