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
    name: 'settle-the-whole',
    does: 'late usage posts what the period comes to instead of the difference',
    edits: [
      {
        file: 'src/billing/standing.ts',
        from: 'if (posted === undefined) return cost;',
        to: 'if (posted === undefined || cost > posted.minor) return cost;',
      },
    ],
    ...{
      kinds: 'life',
      cases: 200,
      shows: /settling twice posts nothing|settling moves no headroom|comes to rest/,
    },
  },
  {
    name: 'past-limit',
    does: 'a limit that time has made is named a day before it comes',
    edits: [
      {
        file: 'src/billing/project.ts',
        from: 'limitDate: walk.fall?.at ?? null,',
        to: 'limitDate: walk.fall === null ? null : walk.fall.at - 86_400_000,',
      },
    ],
    ...{ kinds: 'look', cases: 500, shows: /the limit date is not past/ },
  },
];
