import type { SiteContext } from '../../src/core/context.js';
import { formatAmount } from '../../src/core/values/money.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { StartupFailure } from '../../src/platform/processes/startupFailure.js';
import { type BrakeView, readBrake, readBrakedAccounts } from '../../src/suspension/readBrake.js';
import { goOnSuspending, letOffBraked } from '../../src/suspension/releaseBrake.js';
import { siteOf, withDatabase } from './tools.js';
import { countOf } from './words.js';

interface BrakeFlags {
  readonly site?: string;
  readonly goOn: boolean;
  readonly letOff?: number;
  readonly reason?: string;
}

const SHOWN = 50;

/** `sitetab brake`: says why suspensions are paused, or has them go on; workflows are woken by the relay. */
export async function brakeCommand(flags: BrakeFlags): Promise<void> {
  if (flags.goOn && flags.letOff !== undefined) {
    throw new StartupFailure('Choose one: --go-on suspends them, --let-off does not.');
  }
  if (flags.reason !== undefined && flags.letOff === undefined) {
    throw new StartupFailure('--reason says why they are let off: it goes with --let-off.');
  }
  await withDatabase(async (sql) => {
    const { id: siteId } = await siteOf(sql, flags.site);
    const now = Date.now();
    const context = { sql, siteId, now, wallNow: now, actor: 'cli', nudge: () => undefined };
    if (!flags.goOn && flags.letOff === undefined) return tell(context, await readBrake(context));
    const { letOff: until, reason } = flags;
    const released = await (until === undefined
      ? goOnSuspending(context)
      : letOffBraked(context, { until, ...(reason === undefined ? {} : { reason }) }));
    if (isRefusal(released)) {
      throw new StartupFailure(
        released.field === 'until' ? `--let-off ${released.detail}.` : released.detail,
      );
    }
    const did = until === undefined ? 'Suspended now, unless they have paid' : 'Let off';
    say(`${did}: ${countOf(released.accounts, 'account')}. Suspensions go on.`);
  });
}

async function tell(context: SiteContext, brake: BrakeView | null): Promise<void> {
  if (brake === null) {
    say('Suspensions are not paused.');
    return;
  }
  const { pulledAt, suspended, active, allowed, accounts, sites } = brake;
  say(`Suspensions are paused since ${new Date(pulledAt).toISOString()}:`);
  say(`${suspended} of ${active} active accounts were suspended within an hour, and ${allowed} may be.`);
  say(`Kept open below their limit: ${countOf(accounts, 'account')} with ${countOf(sites, 'site')}.`);
  for (const { accountId, name, headroom, currency } of await readBrakedAccounts(context, brake, SHOWN)) {
    say(`  ${accountId}  ${formatAmount(headroom, currency)} ${currency}  ${name}`);
  }
  if (accounts > SHOWN) say(`  and ${accounts - SHOWN} more`);
  say('sitetab brake --go-on suspends them; --let-off <instant> trusts them until then.');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
