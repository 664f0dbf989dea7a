import fc from 'fast-check';
import { expect, it } from 'vitest';
import { faultOf, writtenStatements } from './statements.js';

it('posts no line of any bank wrongly, and loses none', async () => {
  await fc.assert(
    fc.asyncProperty(writtenStatements, async (written) => {
      expect(await faultOf(written)).toBeUndefined();
    }),
    { numRuns: Number(process.env['STATEMENTS'] ?? 300) },
  );
});
