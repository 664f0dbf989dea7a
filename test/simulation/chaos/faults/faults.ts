import type { ActionName } from '../population/actions.js';
import type { DisruptionKinds } from '../disruptions/targets.js';
import type { Edit } from './nextBuild.js';

/** A fault to be put into a copy of the source, so that it is seen whether the checker finds it. */
export interface SourceFault {
  readonly name: string;
  readonly does: string;
  readonly edits: readonly Edit[];
  /** What it takes for it to show; null: the population alone. */
  readonly disruptionKinds: DisruptionKinds | null;
  /** Longer than the others, where it takes longer to show. */
  readonly seconds?: number;
  /** What brings it out. */
  readonly favours?: readonly ActionName[];
  /** What the checker has to say of it; anything else is not finding it. */
  readonly shows: RegExp;
}

export const CHAOS_FAULTS: readonly SourceFault[] = [
  {
    name: 'drop-signal',
    does: 'no signal after the one that opens an account gets to Temporal',
    edits: [
      {
        file: 'src/signals/dispatch.ts',
        from: 'await send(last);',
        to: "if (last.about === 'account.open') await send(last);",
      },
    ],
    disruptionKinds: null,
    shows: /the ledger calls for|is not settled|0 emails receipt/,
  },
  {
    name: 'ignore-key',
    does: 'a posting that comes again under its key is posted again',
    edits: [
      {
        file: 'src/store/ledger/entries.ts',
        from: 'select * from open where key is null or entry_id in (select entry_id from fresh_key)',
        to: 'select * from open',
      },
    ],
    disruptionKinds: null,
    shows: /was posted \d+ times/,
  },
  {
    name: 'forget-body',
    does: 'an old key with another body gets the old answer instead of a refusal',
    edits: [
      {
        file: 'src/ledger/postMoney.ts',
        from: '!used.fingerprint.equals(fingerprint) || used.entryId === null',
        to: 'used.entryId === null',
      },
    ],
    disruptionKinds: null,
    shows: /took another amount/,
  },
  {
    name: 'forget-rearm',
    does: 'a notice that was sent stays sent although the limit date has moved away',
    edits: [
      {
        file: 'src/assessment/assess.ts',
        from: 'await rearmNotices(context.sql, facts.id, { rearmed, weekBeyondSince, dayBeyondSince }, context.now);',
        to: 'await rearmNotices(context.sql, facts.id, { rearmed: [], weekBeyondSince, dayBeyondSince }, context.now);',
      },
    ],
    disruptionKinds: null,
    seconds: 16,
    shows: /was not re-armed/,
  },
  {
    name: 'reactivate-on-hold',
    does: 'a hold does not keep a site closed that has credit',
    edits: [{ file: 'src/billing/decide.ts', from: "if (facts.held) return 'suspended';", to: '' }],
    disruptionKinds: null,
    shows: /the ledger calls for suspended/,
  },
  {
    name: 'believe-anything',
    does: 'whatever the hosting answers confirms the order, its state and generation unread',
    edits: [
      {
        file: 'src/connectors/readReport.ts',
        from: 'if (generation > command.generation)',
        to: 'if (generation >= 0) return confirmed(command);\n  if (generation > command.generation)',
      },
    ],
    disruptionKinds: 'lies',
    favours: ['hold'],
    shows: /the hosting says/,
  },
  {
    name: 'lose-outbox',
    does: 'a signal that Temporal did not accept is forgotten, and never sent again',
    edits: [
      { file: 'src/signals/dispatch.ts', from: 'throw error;', to: 'void error;' },
      {
        file: 'src/signals/dispatch.ts',
        from: 'await postponeOutbox(sql, accountId, Date.now() + RETRY_MS);',
        to: '',
      },
      {
        file: 'src/signals/watch.ts',
        from: 'await signalAll(context, wrong,',
        to: 'await signalAll(context, [],',
      },
    ],
    disruptionKinds: 'away',
    seconds: 45,
    shows: /the ledger calls for|is not settled|0 emails receipt/,
  },
  {
    name: 'round-down',
    does: 'amounts are cut off instead of rounded half away from zero',
    edits: [
      {
        file: 'src/core/values/money.ts',
        from: 'return (numerator < 0n ? doubled - denominator : doubled + denominator) / (denominator << 1n);',
        to: 'return doubled / (denominator << 1n);',
      },
    ],
    disruptionKinds: null,
    shows: /comes to|the tax on/,
  },
  {
    name: 'count-twice',
    does: 'usage that was counted before is counted again',
    edits: [
      {
        file: 'src/store/usage/countUsage.ts',
        from: 'count(*) as events\n        from fresh',
        to: 'count(*) as events\n        from incoming',
      },
    ],
    disruptionKinds: null,
    shows: /were reported, \d+ counted/,
  },
  {
    name: 'settle-the-whole',
    does: 'late usage posts what the month comes to instead of the difference',
    edits: [
      {
        file: 'src/billing/standing.ts',
        from: 'if (posted === undefined) return cost;',
        to: 'if (posted === undefined || cost > posted.minor) return cost;',
      },
    ],
    disruptionKinds: null,
    shows: /comes to/,
  },
  {
    name: 'stale-balance',
    does: 'the balance is read before the account is locked, so that payments at the same moment lose one another',
    edits: [
      {
        file: 'src/store/ledger/entries.ts',
        from: 'update accounts a set balance = balance + d.total,',
        to: 'update accounts a set balance = (select s.balance from accounts s where s.id = a.id) + d.total,',
      },
    ],
    disruptionKinds: null,
    favours: ['burst'],
    shows: /leaves|the entries say/,
  },
  {
    name: 'number-gap',
    does: 'a charge with its tax takes one number too many',
    edits: [
      {
        file: 'src/store/ledger/entries.ts',
        from: 'last_number = last_number + d.entries,',
        to: 'last_number = last_number + d.entries + (d.entries > 1)::integer,',
      },
    ],
    disruptionKinds: null,
    shows: /is missing before|the last number/,
  },
  {
    name: 'reverse-without-tax',
    does: 'the reversal of a charge leaves its tax standing',
    edits: [
      {
        file: 'src/ledger/reverseEntry.ts',
        from: '...taxes.map(({ tax, left: size }) => ({ ...reversal(tax, size), ...borne })),',
        to: '',
      },
    ],
    disruptionKinds: null,
    favours: ['charge', 'reverse'],
    shows: /the reversal of .* is not there/,
  },
  {
    name: 'forget-dispute',
    does: 'what is in dispute counts against the limit',
    edits: [
      {
        file: 'src/billing/standing.ts',
        from: 'facts.balance - facts.disputed - accrued',
        to: 'facts.balance - accrued',
      },
    ],
    disruptionKinds: null,
    favours: ['contest'],
    shows: /the ledger calls for active/,
  },
  {
    name: 'rest-long',
    does: 'a connector that has failed is left alone for minutes, even after a signal',
    edits: [
      {
        file: 'src/suspension/siteCommands.ts',
        from: 'RETRY_SOON_MS = 3_000',
        to: 'RETRY_SOON_MS = 300_000',
      },
      {
        file: 'src/suspension/probeConnectors.ts',
        from: 'for (const { key, siteIds } of resting)',
        to: 'for (const { key, siteIds } of resting.slice(0, 0))',
      },
    ],
    disruptionKinds: 'lies',
    favours: ['hold'],
    shows: /the hosting (says|has not confirmed)|the sites were right/,
  },
  {
    name: 'new-message-id',
    does: 'every attempt to send an email has another Message-ID',
    edits: [
      {
        file: 'src/emails/deliverEmail.ts',
        from: 'messageId: rendering.messageId,',
        to: 'messageId: rendering.messageId.replace("<", `<${email.attempts}.`),',
      },
    ],
    disruptionKinds: 'mail',
    shows: /went out that is not kept|never arrived/,
  },
  {
    name: 'mail-into-the-void',
    does: 'an email counts as sent whatever the mail server answered',
    edits: [
      {
        file: 'src/emails/deliverEmail.ts',
        from: "outcome?.outcome === 'sent' ? pending.filter((address) => !failing.has(address)) : []",
        to: 'pending',
      },
    ],
    disruptionKinds: 'mail',
    shows: /never arrived/,
  },
  {
    name: 'answer-before-disk',
    does: 'the database answers before an entry is on disk',
    edits: [
      {
        file: 'src/platform/sql/sql.ts',
        from: "TimeZone: 'UTC',",
        to: "TimeZone: 'UTC', synchronous_commit: 'off',",
      },
    ],
    disruptionKinds: 'database',
    shows: /was answered with .* and is not there|were reported|was not lifted|is not there/,
  },
];
