import fc from 'fast-check';
import { expect, it } from 'vitest';
import { faultOf, newTally, tellTally, writtenStatements } from './statements.js';

const MINUTES = Number(process.env['STATEMENT_MINUTES'] ?? 0);

it(
  'posts no line of any bank wrongly, loses none, and reads most of them straight',
  async () => {
    const tally = newTally();
    await fc.assert(
      fc.asyncProperty(writtenStatements, async (written) => {
        expect(await faultOf(written, tally)).toBeUndefined();
      }),
      {
        numRuns: MINUTES > 0 ? 1_000_000_000 : Number(process.env['STATEMENTS'] ?? 300),
        ...(MINUTES > 0 ? { interruptAfterTimeLimit: MINUTES * 60_000 } : {}),
      },
    );
    console.log(tellTally(tally));
    // Holding everything back would be safe, too.
    expect(tally.posted / (tally.incoming - tally.inFilesWithQuestions)).toBeGreaterThan(0.8);
    expect(tally.straight / tally.files).toBeGreaterThan(0.4);
  },
  Math.max(60_000, MINUTES * 60_000 + 60_000),
);
