import type { Instant } from '../../../src/billing/index.js';
import type {
  AccountCourse,
  AccountView,
  Entry,
  Letter,
  Scheduled,
  TimelineRow,
  UsageTotal,
} from '../../../src/operations/index.js';
import type { PageCall, Shown } from '../../site/page.js';
import { AccountHead } from './AccountHead.js';
import { AccountPicture } from './AccountPicture.js';
import { EntryTable } from './EntriesPage.js';
import { LetterTable } from './LetterPage.js';
import { PlannedCharges } from './PlannedCharges.js';
import { Timeline } from './Timeline.js';
import { type ShownMeter, UsageCharts } from './UsagePage.js';

export interface AccountProps {
  readonly call: PageCall;
  readonly account: AccountView;
  readonly course: AccountCourse;
  readonly entries: readonly Entry[];
  readonly hasMoreEntries: boolean;
  readonly letters: readonly Letter[];
  readonly timeline: {
    readonly currency: string;
    readonly past: readonly TimelineRow[];
    readonly upcoming: readonly { readonly at: Instant; readonly what: string; readonly why: string }[];
  };
  readonly planned: readonly Scheduled[];
  readonly usage: readonly UsageTotal[];
  readonly meters: readonly ShownMeter[];
  readonly from: string;
  readonly to: string;
}

/** Everything about one account: how long it has, why, what will happen next and what happened. */
export function accountPage(props: AccountProps): Shown {
  const { call, account, entries, hasMoreEntries, letters, planned } = props;
  const path = accountPath(call, account);
  const { permissions } = call.visitor;
  const body = (
    <>
      <AccountHead {...props} />
      <div class="account">
        <section class="ahead-and-behind">
          <h2>Balance and what lies ahead</h2>
          <AccountPicture {...props} />
        </section>
        <Timeline {...props} />
        <div class="rest">
          {permissions.has('entries.read') && (
            <section>
              <h2>Entries</h2>
              <EntryTable entries={entries} account={account} path={path} />
              {hasMoreEntries && (
                <p class="more">
                  <a href={`${path}/entries`}>All entries</a>
                </p>
              )}
            </section>
          )}
          <PlannedCharges
            planned={planned}
            account={account}
            path={path}
            now={call.now}
            mayCancel={permissions.has('charges.write')}
          />
          {permissions.has('usage.read') && (
            <section>
              <h2>Usage by day</h2>
              <UsageCharts {...props} />
              {props.usage.length > 0 && (
                <p class="more">
                  <a href={`${path}/usage`}>The figures of each day</a>
                </p>
              )}
            </section>
          )}
          <section>
            <h2>Letters</h2>
            <LetterTable letters={letters} account={account} path={path} now={call.now} />
          </section>
        </div>
      </div>
    </>
  );
  return { title: account.name, body };
}

export function accountPath({ slug }: Pick<PageCall, 'slug'>, { id }: Pick<AccountView, 'id'>): string {
  return `/sites/${slug}/console/accounts/${id}`;
}
