import fc from 'fast-check';
import { recordUsage } from '../../../../src/usage/recordUsage.js';
import { Fall } from '../compare.js';
import type { StageContext } from '../stage.js';
import { HOUR_MS, kindOf } from './step.js';

/** Usage is reported by the quarter of an hour: the one in which an account is opened is its own. */
const QUARTER_MS = HOUR_MS / 4;

interface Report {
  readonly hoursBack: number;
  readonly quantity: number;
  readonly isTwice: boolean;
}

const report = kindOf<Report>({
  weight: 9,
  args: fc.record({
    hoursBack: fc.oneof(fc.nat({ max: 48 }), fc.nat({ max: 59 * 24 })),
    quantity: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 20_000 })),
    isTwice: fc.boolean(),
  }),
  // A closed account's late usage is not part of this model.
  can: ({ state }) => state !== 'closed',
  does: async (account, { hoursBack, quantity, isTwice }, { caller }) => {
    const { tab, stage } = account;
    const at = stage.now - hoursBack * HOUR_MS;
    const event = {
      ...{ id: `event ${account.events}`, source: stage.slug, site: stage.slug, meter: 'requests', quantity },
      time: new Date(at).toISOString(),
    };
    account.events += 1;
    const send = async (sent: typeof event): Promise<[number, number, number]> => {
      let counts: [number, number, number] = [0, 0, 0];
      const once = async (context: StageContext): Promise<void> => {
        const verdicts = await recordUsage(context, isTwice ? [sent, sent] : [sent]);
        counts = [verdicts.accepted, verdicts.duplicates, verdicts.rejected.length];
      };
      if (await stage.act(caller, once)) await stage.act(null, once);
      return counts;
    };
    const [accepted, duplicates, rejected] = await send(event);
    const isHeld = at >= tab.rhythm.openedAt - (tab.rhythm.openedAt % QUARTER_MS);
    const [counted, refusals] = isHeld ? [isTwice ? 2 : 1, 0] : [0, isTwice ? 2 : 1];
    if (accepted + duplicates !== counted || rejected !== refusals) {
      throw new Fall(`usage was answered ${accepted} accepted, ${duplicates} known, ${rejected} refused`);
    }
    if (isHeld) tab.report(stage.now, tab.dayOf(at), BigInt(quantity));
    const [more, , refused] = await send({ ...event, quantity: quantity + 1 });
    if (more > 0 || refused === 0) throw new Fall('an event that says something else was counted');
  },
});

/** What is used. */
export const USAGE = { report };
