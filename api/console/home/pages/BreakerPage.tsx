import type { Session } from '../../../../src/auth/sessions/session.js';
import type { Instant, LocalDate } from '../../../../src/core/values/zone.js';
import type { HeldBackAccount } from '../../../../src/store/suspension/breakers.js';
import type { BreakerView } from '../../../../src/suspension/loadBreaker.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { Field, Form, FormActions } from '../../../web/parts/forms.js';
import { Empty, Head } from '../../../web/parts/parts.js';
import { Amount, Day, Near, plural } from '../../accounts/list/format.js';

interface BreakerProps {
  readonly session: Session;
  readonly now: Instant;
  readonly breaker: BreakerView | null;
  /** The first of them. */
  readonly held: readonly HeldBackAccount[];
  readonly state: FormState;
  /** What the promise is proposed to last through. */
  readonly proposed: LocalDate;
}

/** Why suspensions are paused, whom that keeps open, and the two ways on. */
export function breakerPage(props: BreakerProps): PageContent {
  const { session, breaker } = props;
  const base = `/sites/${session.site.slug}/console/`;
  const up = { href: base, label: 'Accounts' };
  if (breaker === null) {
    const body = (
      <>
        <Head title="Suspensions go on as ever" up={up} />
        <Empty>
          <p>
            When more of your clients than you allow would be suspended within an hour, suspensions pause and
            this page asks you. How many you allow is among your <a href={`${base}settings`}>settings</a>.
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
        lead={`Within an hour ${suspended} of your ${active} active clients were suspended, and more would have been than the ${allowed} you allow. So many seldom stop paying at once: look for a charge or an import that went wrong, a plan that was replaced, payments that do not come through, a database that was put back. Payments, charges, warnings and reactivations go on meanwhile.`}
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
          Whoever was held back has paid or was let off. Suspensions of others wait for your word all the
          same.
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
            <th scope="col">Would be suspended since</th>
            <th scope="col" class="amount">
              Past the limit by
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
              <td class="amount" data-label="Past the limit by">
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

/** Says how many it closes before it does. */
function GoOn({ breaker: { accounts, sites }, base, complaint }: GoOnProps) {
  return (
    <div class="careful">
      <h2>Is all right as it is?</h2>
      <ul class="lead">
        <li>
          {plural(accounts, 'client')} with {plural(sites, 'site')} are suspended at once, and written to,
          unless they have paid meanwhile.
        </li>
        <li>Nothing is deleted; whoever pays is back within seconds.</li>
        <li>Whoever reaches the limit after that is counted anew.</li>
      </ul>
      <form method="post" action={`${base}breaker/reset`}>
        {complaint !== undefined && (
          <p class="flash bad" role="alert">
            {complaint}
          </p>
        )}
        <FormActions
          submit={`Go on and suspend ${plural(accounts, 'client')}`}
          back={base}
          backLabel="No, go back"
          danger
        />
      </form>
    </div>
  );
}

/** The other way: they are trusted for a while, and suspensions of others go on. */
function LetOff({ base, state, proposed, accounts }: Inside & { readonly accounts: number }) {
  const action = `${base}breaker/exempt`;
  return (
    <section>
      <h2>Or let them off for a while</h2>
      <p>
        None of these {plural(accounts, 'client')} is suspended for the limit until after the day you choose,
        as if each had promised to pay. Suspensions of others go on.
      </p>
      <Form action={action} state={state}>
        <Field
          name="through"
          label="Through"
          type="date"
          state={state}
          value={proposed}
          hint="The whole day counts, in UTC."
          required
        />
        <Field name="reason" label="Why (optional)" state={state} maxlength={500} autocomplete="off" />
        <div class="actions">
          <button type="submit">Let {plural(accounts, 'client')} off</button>
        </div>
      </Form>
    </section>
  );
}

/** On the console's first page, as long as suspensions are paused. */
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
      within an hour; {plural(breaker.accounts, 'more stays', 'more stay')} open until you decide.{' '}
      <a href={`${base}breaker`}>Look, and decide</a>
    </p>
  );
}
