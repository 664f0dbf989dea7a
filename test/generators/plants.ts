import type { Edit } from '../chaos/nextBuild.js';

/** A fault to be put into a copy of the source, and what the generators have to say of it. */
export interface GuardPlant {
  readonly name: string;
  readonly does: string;
  readonly edits: readonly Edit[];
  /** Kinds that are to find it, and how many cases of each they get. */
  readonly kinds: string;
  readonly cases: number;
  readonly shows: RegExp;
}

export const GUARD_PLANTS: readonly GuardPlant[] = [
  {
    name: 'level-below-zero',
    does: 'a level follows the busiest weekday beyond what the day says, below zero, and ends in a logarithm',
    edits: [
      {
        file: 'src/billing/traffic/level.ts',
        from: '(1 - 0.5 ** (factor / days)) / factor;',
        to: '1 - 0.5 ** (1 / days);',
      },
    ],
    ...{ kinds: 'look', cases: 3_000, shows: /the outlook on sound facts has no faults/ },
  },
  {
    name: 'limit-in-the-past',
    does: 'the limit date is named a day before it comes',
    edits: [
      {
        file: 'src/billing/project.ts',
        from: 'limitDate: walk.fall?.at ?? null,',
        to: 'limitDate: walk.fall === null ? null : walk.fall.at - 86_400_000,',
      },
    ],
    ...{ kinds: 'look', cases: 3_000, shows: /limit date|has no faults/ },
  },
];
