import type { Job, JobView } from '../../../../src/operations/index.js';
import type { FormState, Shown } from '../../../site/page.js';
import { ActButton, FileField } from '../../../site/pages/forms.js';
import { counted, Head } from '../../../site/pages/parts.js';
import { JobList, Progress, progressTitle } from '../../jobs/pages/JobPage.js';
import { CsvColumns } from '../../pages/CsvColumns.js';
import { COLUMNS } from '../readClients.js';

interface ImportProps {
  readonly slug: string;
  readonly jobs: readonly Job[];
  readonly state: FormState;
}

/** Where a file of clients goes in. Nothing is opened before it is checked and confirmed. */
export function importPage({ slug, jobs, state }: ImportProps): Shown {
  const base = `/sites/${slug}/console/import`;
  const body = (
    <>
      <Head
        title="Import clients from a file"
        lead="The file is checked line by line first; nothing is opened before you have seen what would be."
        up={{ href: `/sites/${slug}/console/`, label: 'Accounts' }}
      />
      {state.complaint !== undefined && (
        <p class="flash bad" role="alert">
          {state.complaint}
        </p>
      )}
      <form method="post" action={base} enctype="multipart/form-data" class="fields">
        <FileField
          name="file"
          label="A CSV file, up to 4 MB"
          accept=".csv,text/csv"
          hint="The first line names the columns; commas, semicolons and tabs all do."
        />
        <div class="actions">
          <button type="submit" class="first">
            Check the file
          </button>
        </div>
      </form>
      {jobs.length > 0 && (
        <section>
          <h2>Earlier files</h2>
          <JobList jobs={jobs} slug={slug} />
        </section>
      )}
      <CsvColumns title="The columns" columns={COLUMNS.map(({ titles, hint }) => [titles[0], hint])} />
    </>
  );
  return { title: 'Import clients', body };
}

interface JobProps {
  readonly slug: string;
  readonly view: JobView;
}

/** A file: what was found in it, then how far it is, then what came of it. */
export function importJobPage({ slug, view }: JobProps): Shown {
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
      {isChecked ? <Start job={job} leftOut={leftOut} base={base} /> : <Progress job={job} />}
      <Told view={view} slug={slug} />
      {isChecked && <First view={view} />}
    </>
  );
  return { title: job.title, body };
}

function checkedTitle(job: Job, leftOut: number): string {
  if (job.total === 0) return 'No line of this file can be imported as it stands';
  const ready = counted(job.total, 'client can', 'clients can');
  return leftOut === 0 ? `${ready} be imported, every line of the file` : `${ready} be imported`;
}

function Start({
  job,
  leftOut,
  base,
}: {
  readonly job: Job;
  readonly leftOut: number;
  readonly base: string;
}) {
  if (job.total === 0) return <p>Put the lines below right in the file, and check it again.</p>;
  return (
    <div class="careful">
      <ul class="lead">
        <li>
          {counted(job.total, 'account is', 'accounts are')} opened, with sites, plans and opening balances as
          the lines say.
        </li>
        <li>What is due at the start of a plan is charged at once.</li>
        {leftOut > 0 && (
          <li>{counted(leftOut, 'line stays', 'lines stay')} out; what is wrong stands below.</li>
        )}
        <li>It runs by itself: you can leave the page and come back to see how far it is.</li>
      </ul>
      <div class="actions">
        <ActButton
          action={`${base}/${job.id}`}
          label={`Import ${counted(job.total, 'client', 'clients').toLowerCase()}`}
        />
        <a class="button" href={base}>
          No, go back
        </a>
      </div>
    </div>
  );
}

function Told({ view: { told }, slug }: JobProps) {
  if (told.length === 0) return null;
  return (
    <section>
      <h2>Lines with something to say</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Client</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          {told.map(({ number, input, problems, detail, accountId }) => (
            <tr>
              <td data-label="Line">{number}</td>
              <td>
                {accountId === null ? (
                  textOf(input['name'])
                ) : (
                  <a href={`/sites/${slug}/console/accounts/${accountId}`}>{textOf(input['name'])}</a>
                )}
              </td>
              <td>
                {detail}
                {problems.map(({ field, reason }) => (
                  <span class="line">
                    <strong>{field}</strong> {reason}
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
  const sound = first.filter(({ problems }) => problems.length === 0);
  if (sound.length === 0) return null;
  return (
    <section>
      <h2>How the first lines were read</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Client</th>
            <th scope="col">E-mail</th>
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

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function siteOf({ sites }: Readonly<Record<string, unknown>>): string {
  const [site] = Array.isArray(sites) ? (sites as { readonly slug?: string }[]) : [];
  return site?.slug ?? '';
}
