import type fc from 'fast-check';
import type { Judge } from '../checks/finding.js';
import { approaches, judgeApproaches, judgeMany } from './approach.js';
import { judgeLife, life } from './life.js';
import { judgeLook, look } from './look.js';
import { judgeQuiet, quiet } from './quiet.js';
import { judgeSpoken, spoken } from './silence.js';
import { judgeSteady, steady } from './steady.js';

/** One kind of case: how it is drawn, and what is done with it; answers what sort it was, for counting. */
export interface Kind<Case> {
  readonly name: string;
  readonly draws: fc.Arbitrary<Case>;
  judge(judge: Judge, drawn: Case): string;
  /** Cases at a go: what is done between two looks at the clock. */
  readonly batch: number;
  /** What must hold of many cases together, by the sums they left. */
  judgeMany?(sums: ReadonlyMap<string, number>): { invariant: string; says: string }[];
}

function kind<Case>(of: Kind<Case>): Kind<unknown> {
  return of;
}

export const PURE_KINDS: readonly Kind<unknown>[] = [
  kind({ name: 'look', draws: look, judge: judgeLook, batch: 500 }),
  kind({ name: 'steady', draws: steady, judge: judgeSteady, batch: 2_000 }),
  kind({ name: 'life', draws: life, judge: judgeLife, batch: 20 }),
  kind({ name: 'quiet', draws: quiet, judge: judgeQuiet, batch: 20 }),
  kind({ name: 'silence', draws: spoken, judge: judgeSpoken, batch: 200 }),
  kind({ name: 'approach', draws: approaches, judge: judgeApproaches, judgeMany, batch: 2 }),
];
