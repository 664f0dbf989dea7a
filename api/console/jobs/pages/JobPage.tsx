import type { Job } from '../../../../src/store/tasks/jobs.js';
import type { JobView } from '../../../../src/tasks/readJobs.js';
import type { Shown } from '../../../web/page.js';
import { counted, Head, Pill, When } from '../../../web/parts/parts.js';

interface JobProps {
  readonly slug: string;
  readonly view: JobView;
}

/** How far a blanket replacement is; it goes on whether anybody looks or not. */
export function replacementJobPage({ slug, view }: JobProps): Shown {
  const { job } = view;
  const planId = String(job.input['planId']);
  const body = (
    <>
      <Head
        title={progressTitle(job, 'moved')}
        lead={job.title}
        up={{ href: `/sites/${slug}/console/plans/${planId}`, label: 'The plan' }}
      />
      <Progress job={job} />
      <ToldAccounts view={view} slug={slug} />
    </>
  );
  return { title: job.title, body };
}

export function progressTitle(job: Job, done: string): string {
  if (job.finishedAt === null) return `${job.done + job.failed} of ${job.total} done`;
  const good = `${counted(job.done, 'account', 'accounts')} ${done}`;
  return job.failed === 0 ? good : `${good}, ${job.failed} refused`;
}

/** How far a job is: a bar, and when it began and ended. */
export function Progress({ job }: { readonly job: Job }) {
  const ended = job.done + job.failed;
  return (
    <>
      <progress max={Math.max(1, job.total)} value={ended} aria-label="How far it is">
        {ended} of {job.total}
      </progress>
      <dl class="facts">
        {job.startedAt !== null && (
          <div>
            <dt>Started</dt>
            <dd>
              <When at={job.startedAt} />
            </dd>
          </div>
        )}
        <div>
          <dt>Ended</dt>
          <dd>
            {job.finishedAt === null ? (
              'not yet: this page looks again by itself, and you may leave it'
            ) : (
              <When at={job.finishedAt} />
            )}
          </dd>
        </div>
      </dl>
    </>
  );
}

function ToldAccounts({ view: { told }, slug }: JobProps) {
  if (told.length === 0) return null;
  return (
    <section>
      <h2>Not moved</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {told.map(({ accountId, detail, number }) => (
            <tr>
              <td>
                {accountId === null ? (
                  number
                ) : (
                  <a href={`/sites/${slug}/console/accounts/${accountId}`}>Account {number}</a>
                )}
              </td>
              <td>{detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function JobState({ job }: { readonly job: Job }) {
  if (job.startedAt === null) return <Pill tone="held">Checked, not started</Pill>;
  if (job.finishedAt === null)
    return <Pill tone="warning">{`${job.done + job.failed} of ${job.total}`}</Pill>;
  if (job.failed > 0) return <Pill tone="bad">{`Done, ${job.failed} refused`}</Pill>;
  return <Pill tone="good">Done</Pill>;
}

const FOLDERS = {
  import: 'import',
  'replace-plan': 'plans/work',
  usage: 'usage',
  'bank-statement': 'bank/imports',
} as const;

interface JobListProps {
  readonly jobs: readonly Job[];
  readonly slug: string;
  /** What its lines are. */
  readonly counted?: string;
}

/** The latest jobs, each leading to how far it is. */
export function JobList({ jobs, slug, counted: noun = 'Lines' }: JobListProps) {
  const path = (job: Job): string => `/sites/${slug}/console/${FOLDERS[job.kind]}/${job.id}`;
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">When</th>
          <th scope="col">State</th>
          <th scope="col" class="amount">
            {noun}
          </th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <tr>
            <td>
              <a href={path(job)}>{job.title}</a>
            </td>
            <td data-label="When">
              <When at={job.startedAt ?? job.createdAt} />
            </td>
            <td data-label="State">
              <JobState job={job} />
            </td>
            <td data-label={noun} class="amount">
              {job.total}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
