import { setTimeout as delay } from 'node:timers/promises';
import { type Disruption, logDisruption, type Targets } from './targets.js';

const ROWS = 3_000;
const SCHEDULERS = ['scheduler-1', 'scheduler-2'] as const;

/** The schedulers stand still and Temporal is away, while thousands of signals pile up. */
export const floodOutbox: Disruption = async (targets, random) => {
  const { servers, parts, sql, clock } = targets;
  const forMs = random.whole(3_000, 10_000);
  logDisruption(targets, `${ROWS} signals wait, and nothing reaches Temporal for ${forMs} ms`);
  servers.lines.temporal.become('closed');
  for (const part of SCHEDULERS) parts.signal(part, 'SIGSTOP');
  const now = new Date(clock.now()).toISOString();
  await sql`
    insert into outbox (account_id, signal, about, created_at, retry_at)
    select id, 'settingsChanged', 'flood', ${now}::timestamptz, ${now}::timestamptz
      from (select id, row_number() over () as place from accounts) a,
           generate_series(1, ${ROWS} / greatest(1, (select count(*)::int from accounts)))`.catch(
    () => undefined,
  );
  await delay(forMs);
  for (const part of SCHEDULERS) parts.signal(part, 'SIGCONT');
  servers.lines.temporal.become('open');
};

/** Temporal loses everything; the operator has the doctor rebuild it. */
export const forgetAll: Disruption = async (targets) => {
  logDisruption(targets, 'Temporal loses everything');
  await replaceTemporal(targets, () => targets.servers.temporalData.forget());
  targets.toRepair.add('doctor');
  await repair(targets);
};

/** Temporal is put back to an earlier day, as from a backup; the operator does what docs/operations.md says. */
export const putBackTemporal: Disruption = async (targets) => {
  const { temporalData } = targets.servers;
  const isThere = targets.isTemporalKept === true;
  targets.isTemporalKept = true;
  logDisruption(
    targets,
    isThere ? 'Temporal is put back to another day' : 'SIGKILL Temporal, and a copy of what it knows',
  );
  await replaceTemporal(targets, () => (isThere ? temporalData.putBack() : temporalData.keep()));
  if (!isThere) return;
  targets.toRepair.add('after-restore');
  await repair(targets);
};

async function replaceTemporal({ servers }: Targets, change: () => Promise<void>): Promise<void> {
  servers.temporal.whenDown(change);
  servers.temporal.signal('SIGKILL');
  await servers.temporal.restart();
}

/** What the operator does about it; what fails while other things are broken is done again when all is over. */
export async function repair(targets: Pick<Targets, 'parts' | 'toRepair' | 'log' | 'clock'>): Promise<void> {
  const { parts, toRepair, clock } = targets;
  for (const command of toRepair) {
    const now = new Date(clock.now()).toISOString();
    const args =
      command === 'doctor' ? ['doctor', '--repair'] : ['after-restore', '--taken', now, '--ran-until', now];
    const { code, text } = await parts.command(args);
    logDisruption(targets, `sitetab ${args.join(' ')}: ${code} ${text.trim().split('\n').at(-1) ?? ''}`);
    // What is left after a repair in the middle of everything is for the checker at the end to judge.
    if (code === 0 || (command === 'doctor' && text.includes('checked'))) toRepair.delete(command);
  }
}
