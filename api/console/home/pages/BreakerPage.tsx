import type { Session } from '../../../../src/auth/sessions/session.js';
import type { Instant, LocalDate } from '../../../../src/core/values/zone.js';
import type { HeldBackAccount } from '../../../../src/store/suspension/breakers.js';
import type { BreakerView } from '../../../../src/suspension/loadBreaker.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { field, Form, FormActions } from '../../../web/parts/forms.js';
import { Empty, Head } from '../../../web/parts/parts.js';
import { Amount, Day, Near, plural } from '../../accounts/list/format.js';

interface BreakerProps {
  readonly session: Session;
  readonly now: Instant;
  readonly breaker: BreakerView | null;
  /** The first few accounts. */
  readonly held: readonly HeldBackAccount[];
  readonly state: FormState;
  /** The proposed last day of the exemption. */
  readonly proposed: LocalDate;
}

/** Why suspensions are held back, which accounts stay active, and the two actions: reset or exempt. */
export function breakerPage(props: BreakerProps): PageContent {
  const { session, breaker } = props;
  const base = `/sites/${session.site.slug}/console/`;
  const up = { href: base, label: 'Clients' };
  if (breaker === null) {
    const body = (
      <>
        <Head title="Suspensions are not paused" up={up} />
        <Empty>
          <p>
            Suspensions are paused when too many clients would be suspended within one hour. You decide on
            this page how to continue. Set the limit in the <a href={`${base}settings`}>settings</a>.
          </p>
        </Empty>
      </>
    );
    return { title: 'Suspensions', body };
  }
  const { suspended, active, allowed, accounts } = breaker;
  const body = (
    <>
      <Head
        title={`Suspensions are paused; ${plural(accounts, 'client')} stay open`}
        lead={`${suspended} of your ${active} active clients were suspended within one hour, and more would exceed the limit of ${allowed} that you set. Look for a cause: a wrong charge or import, a replaced plan, missing payments, a restored database. Payments, charges, warnings and reactivations continue.`}
        up={up}
      />
      <HeldTable {...props} base={base} />
      {session.permissions.has('accounts.write') && (
        <>
          <GoOn breaker={breaker} base={base} complaint={complaintOf(props.state, `${base}breaker/reset`)} />
          <LetOff {...props} base={base} accounts={accounts} />
        </>
      )}
    </>
  );
  return { title: 'Suspensions are paused', body };
}

type Inside = BreakerProps & { readonly base: string };

function HeldTable({ held, base, now, breaker }: Inside) {
  if (held.length === 0) {
    return (
      <Empty>
        <p>
          All clients that were held back have paid or got more time. Other suspensions stay paused until you
          resume them.
        </p>
      </Empty>
    );
  }
  const rest = (breaker?.accounts ?? 0) - held.length;
  return (
    <>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Client</th>
            <th scope="col">Sites</th>
            <th scope="col">Would be suspended since (the client’s time)</th>
            <th scope="col" class="amount">
              Below the limit by
            </th>
          </tr>
        </thead>
        <tbody>
          {held.map(({ accountId, name, sites, since, timeZone, headroom, currency }) => (
            <tr>
              <td>
                <a href={`${base}accounts/${accountId}`}>
                  <strong>{name}</strong>
                </a>
              </td>
              <td data-label="Sites">{sites.length === 0 ? 'no site' : sites.join(', ')}</td>
              <td data-label="Would be suspended since">
                <Day at={since} timeZone={timeZone} now={now} withTime />
                <span class="sub">
                  <Near at={since} timeZone={timeZone} now={now} />
                </span>
              </td>
              <td class="amount" data-label="Below the limit by">
                <Amount minor={headroom} currency={currency} named />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && <p class="quiet">And {plural(rest, 'more client', 'more clients')}.</p>}
    </>
  );
}

function complaintOf({ action, complaint }: FormState, here: string): string | undefined {
  return action === here ? complaint : undefined;
}

interface GoOnProps {
  readonly breaker: BreakerView;
  readonly base: string;
  readonly complaint: string | undefined;
}

/** Names the number of accounts before it suspends them. */
function GoOn({ breaker: { accounts, sites }, base, complaint }: GoOnProps) {
  return (
    <div class="careful">
      <h2>Is everything correct?</h2>
      <ul class="lead">
        <li>
          {plural(accounts, 'client')} with {plural(sites, 'site')} are suspended at once and get an email,
          unless they have paid.
        </li>
        <li>Nothing is deleted. Clients who pay are back online within seconds.</li>
        <li>Later suspensions are counted from zero.</li>
      </ul>
      <form method="post" action={`${base}breaker/reset`}>
        {complaint !== undefined && (
          <p class="flash bad" role="alert">
            {complaint}
          </p>
        )}
        <FormActions submit={`Suspend ${plural(accounts, 'client')}`} back={base} backLabel="Cancel" danger />
      </form>
    </div>
  );
}

/** The alternative: exempts these accounts for a while and resumes suspensions of others. */
function LetOff({ base, state, proposed, accounts }: Inside & { readonly accounts: number }) {
  const action = `${base}breaker/exempt`;
  return (
    <section>
      <h2>Or give them more time</h2>
      <p>
        These {plural(accounts, 'client')} will not be suspended before the end of the day you choose.
        Suspensions of other clients resume.
      </p>
      <Form action={action} state={state}>
        {field(state, 'through', 'Until the end of', {
          type: 'date',
          value: proposed,
          hint: 'In UTC.',
          required: true,
        })}
        {field(state, 'reason', 'Reason (optional)', { maxlength: 500, autocomplete: 'off' })}
        <div class="actions">
          <button type="submit">Give {plural(accounts, 'client')} more time</button>
        </div>
      </Form>
    </section>
  );
}

/** Shown on the console's first page while suspensions are paused. */
export function BreakerBanner({
  breaker,
  base,
}: {
  readonly breaker: BreakerView | null;
  readonly base: string;
}) {
  if (breaker === null) return null;
  return (
    <p class="flash bad" role="alert">
      <strong>Suspensions are paused.</strong> {breaker.suspended} of {breaker.active} clients were suspended
      within one hour. {plural(breaker.accounts, 'more stays', 'more stay')} online until you decide.{' '}
      <a href={`${base}breaker`}>Review</a>
    </p>
  );
}
