import type { ImportInput } from '../../../../src/accounts/import/checkImport.js';
import type { Job } from '../../../../src/store/tasks/jobs.js';
import type { JobView } from '../../../../src/tasks/readJobs.js';
import type { FormState, Shown } from '../../../web/page.js';
import { Field, Form } from '../../../web/parts/forms.js';
import { counted, Head } from '../../../web/parts/parts.js';
import { Progress, progressTitle } from '../../jobs/pages/JobPage.js';
import { labelOf } from '../columns.js';
import { ImportColumns } from './ImportColumns.js';

interface JobProps {
  readonly slug: string;
  readonly view: JobView;
  /** What stands in the column of statuses. */
  readonly statuses: readonly string[];
  readonly state: FormState;
}

/** A file: what was found in it and what would happen, then how far it is, then what came of it. */
export function importJobPage({ slug, view, statuses, state }: JobProps): Shown {
  const { job, leftOut } = view;
  const base = `/sites/${slug}/console/import`;
  const isChecked = job.startedAt === null;
  const body = (
    <>
      <Head
        title={isChecked ? checkedTitle(job, leftOut) : progressTitle(job, 'opened')}
        lead={`${job.title}${leftOut > 0 ? `: ${counted(leftOut, 'line is', 'lines are')} left out` : ''}.`}
        up={{ href: base, label: 'Import' }}
      />
      {isChecked ? <Start job={job} base={base} state={state} /> : <Progress job={job} />}
      {isChecked && <ImportColumns view={view} base={base} statuses={statuses} />}
      <Told view={view} slug={slug} />
      {isChecked && <First view={view} />}
    </>
  );
  return { title: job.title, body };
}

function checkedTitle(job: Job, leftOut: number): string {
  if (job.total === 0) return 'No line of this file can be imported yet';
  const ready = counted(job.total, 'client can', 'clients can');
  return leftOut === 0 ? `${ready} be imported, every line of the file` : `${ready} be imported`;
}

/** Nobody is suspended on the day of a move by a slip in a list. */
export const GRACE_DAYS = '14';

function Start({
  job,
  base,
  state,
}: {
  readonly job: Job;
  readonly base: string;
  readonly state: FormState;
}) {
  if (job.total === 0) return <p>Choose the columns below, or mend the file and check it again.</p>;
  const { suspended } = job.input as unknown as ImportInput;
  return (
    <Form action={`${base}/${job.id}`} state={state}>
      <Suspended suspended={suspended} total={job.total} />
      <Field
        name="graceDays"
        label="Days without suspension"
        state={state}
        value={GRACE_DAYS}
        inputmode="numeric"
        maxlength={2}
        hint="Gives you and them time to put balances right. Emails go out as usual."
      />
      <label class="check">
        <input type="checkbox" name="atOnce" /> Suspend at once whoever is beyond the credit limit
      </label>
      <div class="actions">
        <button type="submit" class="first">
          Import {counted(job.total, 'client', 'clients').toLowerCase()}
        </button>
        <a class="button" href={base}>
          Cancel
        </a>
      </div>
    </Form>
  );
}

function Suspended({
  suspended: { count, first },
  total,
}: Pick<ImportInput, 'suspended'> & { readonly total: number }) {
  if (count === 0) {
    return (
      <p class="lead">
        Setup fees and fees in advance are charged at once. No client would be beyond the credit limit by
        that.
      </p>
    );
  }
  return (
    <section class="careful">
      <h2>
        {count} of {total} would be suspended at once
      </h2>
      <p>
        Setup fees and fees in advance are charged at once. These clients would be beyond their credit limit.
        If they have paid elsewhere for this period, give the day in a column “Charged until”.
      </p>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Client</th>
            <th scope="col" class="amount">
              Beyond the limit by
            </th>
          </tr>
        </thead>
        <tbody>
          {first.map(({ number, name, short, currency }) => (
            <tr>
              <td data-label="Line">{number}</td>
              <td>{name}</td>
              <td data-label="Beyond the limit by" class="amount">
                {short} {currency}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {count > first.length && <p>And {count - first.length} more.</p>}
    </section>
  );
}

function Told({ view: { told }, slug }: Pick<JobProps, 'view' | 'slug'>) {
  if (told.length === 0) return null;
  return (
    <section>
      <h2>Problems</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Client</th>
            <th scope="col">Problem</th>
          </tr>
        </thead>
        <tbody>
          {told.map(({ number, input, problems, detail, accountId }) => (
            <tr>
              <td data-label="Line">{number}</td>
              <td>
                {accountId === null ? (
                  nameOf(input)
                ) : (
                  <a href={`/sites/${slug}/console/accounts/${accountId}`}>{nameOf(input)}</a>
                )}
              </td>
              <td>
                {detail}
                {problems.map(({ field, reason }) => (
                  <span class="line">
                    <strong>{labelOf(field)}</strong> {reason}
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function First({ view: { first } }: { readonly view: JobView }) {
  const sound = first
    .filter(({ problems }) => problems.length === 0)
    .map(({ number, input }) => ({ number, input: clientOf(input) }));
  if (sound.length === 0) return null;
  return (
    <section>
      <h2>Preview</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Client</th>
            <th scope="col">Email</th>
            <th scope="col">Plan</th>
            <th scope="col">Site</th>
            <th scope="col" class="amount">
              Opening balance
            </th>
          </tr>
        </thead>
        <tbody>
          {sound.map(({ number, input }) => (
            <tr>
              <td data-label="Line">{number}</td>
              <td>
                {textOf(input['name'])}
                <span class="sub">
                  {textOf(input['currency'])}, {textOf(input['timeZone'])}, day {textOf(input['billingDay'])}
                </span>
              </td>
              <td>{textOf(input['email'])}</td>
              <td data-label="Plan">{textOf(input['plan'])}</td>
              <td data-label="Site">{siteOf(input)}</td>
              <td data-label="Opening balance" class="amount">
                {textOf(input['openingBalance'])}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type Values = Readonly<Record<string, unknown>>;

function clientOf(input: Values): Values {
  return (input['client'] ?? {}) as Values;
}

function nameOf(input: Values): string {
  return textOf(clientOf(input)['name']);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function siteOf({ sites }: Readonly<Record<string, unknown>>): string {
  const [site] = Array.isArray(sites) ? (sites as { readonly slug?: string }[]) : [];
  return site?.slug ?? '';
}
