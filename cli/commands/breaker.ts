import type { SiteContext } from '../../src/core/context.js';
import { formatAmount } from '../../src/core/values/money.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { StartupFailure } from '../../src/platform/processes/startupFailure.js';
import { type BreakerView, loadBreaker, loadHeldBackAccounts } from '../../src/suspension/loadBreaker.js';
import { resetBreaker, resetWithExemption } from '../../src/suspension/resetBreaker.js';
import { siteOf, withDatabase } from './tools.js';
import { formatCounted } from './formatCounted.js';

interface BreakerFlags {
  readonly site?: string;
  readonly reset: boolean;
  readonly exemptUntil?: number;
  readonly reason?: string;
}

const SHOWN = 50;

/** `sitetab breaker`: prints why suspensions are paused, or resets the breaker; the scheduler wakes the workflows. */
export async function breakerCommand(flags: BreakerFlags): Promise<void> {
  if (flags.reset && flags.exemptUntil !== undefined) {
    throw new StartupFailure('Use either --reset or --exempt-until.');
  }
  if (flags.reason !== undefined && flags.exemptUntil === undefined) {
    throw new StartupFailure('--reason requires --exempt-until.');
  }
  await withDatabase(async (sql) => {
    const { id: siteId } = await siteOf(sql, flags.site);
    const now = Date.now();
    const context = { sql, siteId, now, wallNow: now, actor: 'cli', wakeAccount: () => undefined };
    if (!flags.reset && flags.exemptUntil === undefined)
      return printStatus(context, await loadBreaker(context));
    const { exemptUntil: until, reason } = flags;
    const released = await (until === undefined
      ? resetBreaker(context)
      : resetWithExemption(context, { until, ...(reason === undefined ? {} : { reason }) }));
    if (isRefusal(released)) {
      throw new StartupFailure(
        released.field === 'until' ? `--exempt-until ${released.detail}.` : released.detail,
      );
    }
    const did = until === undefined ? 'Suspended unless paid' : 'Exempted';
    print(`${did}: ${formatCounted(released.accounts, 'account')}. The breaker is reset.`);
  });
}

async function printStatus(context: SiteContext, breaker: BreakerView | null): Promise<void> {
  if (breaker === null) {
    print('The breaker is not tripped.');
    return;
  }
  const { trippedAt, suspended, active, allowed, accounts, sites } = breaker;
  print(`The breaker tripped at ${new Date(trippedAt).toISOString()}:`);
  print(`${suspended} of ${active} active accounts were suspended within an hour; ${allowed} allowed.`);
  print(`Held back: ${formatCounted(accounts, 'account')} with ${formatCounted(sites, 'site')}.`);
  for (const { accountId, name, headroom, currency } of await loadHeldBackAccounts(context, breaker, SHOWN)) {
    print(`  ${accountId}  ${formatAmount(headroom, currency)} ${currency}  ${name}`);
  }
  if (accounts > SHOWN) print(`  and ${accounts - SHOWN} more`);
  print('Run sitetab breaker --reset to suspend them, or --exempt-until <instant> to exempt them.');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
