import type { PageContent } from '../../../web/page.js';
import { AccountHead } from './AccountHead.js';
import { accountPath } from './accountPath.js';
import { AccountPicture } from './AccountPicture.js';
import type { AccountProps } from './accountProps.js';
import { EntryTable } from '../entries/EntriesPage.js';
import { EmailTable } from '../../emails/pages/EmailPage.js';
import { PlannedCharges } from './PlannedCharges.js';
import { RecordSection } from './RecordForm.js';
import { Timeline } from './Timeline.js';
import { PromotionList } from '../promotions/PromotionList.js';
import { UsageCharts } from '../../usage/pages/UsagePage.js';

/** Everything about one account: its runway, the reasons, what will happen next and what happened. */
export function accountPage(props: AccountProps): PageContent {
  const { call, account, entries, hasMoreEntries, emails, planned } = props;
  const path = accountPath(call, account);
  const { permissions } = call.session;
  const body = (
    <>
      <AccountHead {...props} />
      <div class="account">
        <section class="ahead-and-behind">
          <h2>Balance forecast</h2>
          <AccountPicture {...props} />
          {account.state !== 'closed' && (
            <p class="more">
              <a href={`${path}/what-if`}>What if …</a>
            </p>
          )}
        </section>
        <Timeline {...props} />
        <div class="rest">
          {permissions.has('entries.read') && (
            <section>
              <h2>Entries</h2>
              <EntryTable entries={entries} account={account} path={path} />
              <p class="more">
                {hasMoreEntries && (
                  <>
                    <a href={`${path}/entries`}>All entries</a> ·{' '}
                  </>
                )}
                <a href={`${path}/statements`}>Documents</a>
              </p>
            </section>
          )}
          <PlannedCharges
            planned={planned}
            account={account}
            path={path}
            now={call.now}
            mayCancel={permissions.has('charges.write')}
          />
          {permissions.has('entries.read') && (
            <PromotionList
              promotions={props.promotions}
              path={path}
              mayWrite={permissions.has('charges.write') && account.closedAt === null}
            />
          )}
          {permissions.has('usage.read') && (
            <section>
              <h2>Usage by day</h2>
              <UsageCharts {...props} />
              {props.usage.length > 0 && (
                <p class="more">
                  <a href={`${path}/usage`}>Daily figures</a>
                </p>
              )}
            </section>
          )}
          <RecordSection
            account={account}
            path={path}
            list={`/sites/${call.slug}/console/`}
            mayWrite={permissions.has('accounts.write') && account.closedAt === null}
          />
          <section>
            <h2>Emails</h2>
            <EmailTable emails={emails} account={account} path={path} now={call.now} />
          </section>
        </div>
      </div>
    </>
  );
  return { title: account.name, body };
}
