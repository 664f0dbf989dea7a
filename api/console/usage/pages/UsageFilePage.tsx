import type { Task } from '../../../../src/store/tasks/tasks.js';
import type { UsageFileView, UsageFindings } from '../../../../src/usage/usageFiles.js';
import type { PageContent } from '../../../web/page.js';
import { ActionButton } from '../../../web/parts/forms.js';
import { Head, When } from '../../../web/parts/parts.js';
import { formatDate, formatMajor, plural } from '../../accounts/list/format.js';
import type { ShownMeter } from '../../accounts/pages/accountProps.js';
import { Progress } from '../../tasks/pages/TaskPage.js';
import { exactQuantity, readableQuantity } from '../quantities.js';

interface FileProps {
  readonly slug: string;
  readonly view: UsageFileView;
  readonly meters: readonly ShownMeter[];
}

/** A usage file: its check, then the progress of the import, then its result. */
export function usageFilePage(props: FileProps): PageContent {
  const { slug, view, meters } = props;
  const { task, findings } = view;
  const base = `/sites/${slug}/console/usage`;
  const isChecked = task.startedAt === null;
  const body = (
    <>
      <Head
        title={isChecked ? checkedTitle(findings, meters) : countedTitle(view, meters)}
        lead={leadOf(findings)}
        up={{ href: base, label: 'Usage' }}
      />
      {isChecked && <CountedBefore findings={findings} />}
      {isChecked ? <Start task={task} base={base} /> : <Progress task={task} />}
      {!isChecked && <Days {...props} />}
      <Sums findings={findings} meters={meters} />
      <Refused findings={findings} />
      <Understood findings={findings} />
    </>
  );
  return { title: task.title, body };
}

function leadOf({ file, sums, unfinished_bytes }: UsageFindings): string {
  const from = sums.map((sum) => sum.from).sort()[0];
  const to = sums
    .map((sum) => sum.to)
    .sort()
    .at(-1);
  const when = from === undefined || to === undefined ? '' : spanOf(from, to);
  const rest = unfinished_bytes === 0 ? '' : ' The last line is incomplete and is left for the next import.';
  return `${file}${when}.${rest}`;
}

function spanOf(from: string, to: string): string {
  return from === to ? `, of ${formatDate(from)}` : `, of ${formatDate(from)} to ${formatDate(to)}`;
}

function checkedTitle(findings: UsageFindings, meters: readonly ShownMeter[]): string {
  return findings.readings === 0
    ? 'Nothing in this file can be counted'
    : `${formatTotals(findings, meters)} can be counted`;
}

function countedTitle({ task, findings, counts }: UsageFileView, meters: readonly ShownMeter[]): string {
  if (task.finishedAt === null) return `${task.done + task.failed} of ${plural(task.total, 'day')} done`;
  if (counts.accepted === 0 && counts.rejected === 0) return 'Everything was counted before';
  if (counts.accepted === 0) return 'Nothing was counted';
  if (counts.rejected > 0 || counts.duplicates > 0) {
    return `${plural(counts.accepted, 'new reading')} counted`;
  }
  return `${formatTotals(findings, meters)} counted`;
}

/** A short summary if there are few meters: "10,000 requests and 2.7 GB". */
function formatTotals({ sums, readings }: UsageFindings, meters: readonly ShownMeter[]): string {
  const names = [...new Set(sums.map(({ meter }) => meter))];
  const known = names.flatMap((name) => meters.find((meter) => meter.name === name) ?? []);
  const isAdded = known.length === names.length && known.every(({ aggregation }) => aggregation === 'sum');
  if (!isAdded || names.length > 2) return plural(readings, 'reading');
  const words = known.map((meter) => {
    const total = sums
      .filter((sum) => sum.meter === meter.name)
      .reduce((all, { quantity }) => all + Number(quantity), 0);
    return readableQuantity(String(total), meter);
  });
  return words.join(' and ');
}

function Start({ task, base }: { readonly task: Task; readonly base: string }) {
  if (task.total === 0) return <p>The problems are listed below. Correct the file and import it again.</p>;
  return (
    <div class="once">
      <ul class="plain">
        <li>Usage that was counted before is not counted again.</li>
        <li>Usage of a settled period is charged as a difference. Earlier statements do not change.</li>
        <li>This runs in the background. You can leave the page and come back.</li>
      </ul>
      <div class="actions">
        <ActionButton action={`${base}/${task.id}`} label="Import" first />
        <a class="button" href={base}>
          {' '}
          Cancel{' '}
        </a>
      </div>
    </div>
  );
}

/** Shows only as many as a page can hold; all of them count. */
const SUMS_SHOWN = 100;

function Sums({ findings: { sums }, meters }: { findings: UsageFindings; meters: readonly ShownMeter[] }) {
  if (sums.length === 0) return null;
  return (
    <section>
      <h2>Content</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Site</th>
            <th scope="col">Meter</th>
            <th scope="col">Days</th>
            <th scope="col" class="amount">
              Quantity
            </th>
          </tr>
        </thead>
        <tbody>
          {sums.slice(0, SUMS_SHOWN).map(({ site, meter, from, to, quantity }) => {
            const known = meters.find(({ name }) => name === meter);
            const shown = known ?? { name: meter };
            return (
              <tr>
                <td>{site}</td>
                <td data-label="Meter">{known?.title ?? meter}</td>
                <td data-label="Days">
                  {formatDate(from)}
                  {to === from ? '' : ` to ${formatDate(to)}`}
                </td>
                <td data-label="Quantity" class="amount" title={exactQuantity(quantity, shown)}>
                  {readableQuantity(quantity, shown)}
                  {known?.aggregation !== 'sum' && <span class="sub">at most</span>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {sums.length > SUMS_SHOWN && (
        <p class="quiet">
          The first {SUMS_SHOWN} of {sums.length} are shown.
        </p>
      )}
    </section>
  );
}

/** A warning before anything counts: two logs may contain the same requests. */
function CountedBefore({
  findings: { file, countedBefore: sources = [] },
}: {
  readonly findings: UsageFindings;
}) {
  if (sources.length === 0) return null;
  return (
    <section class="careful">
      <h2>Possible duplicates: another source covers the same time</h2>
      <ul>
        {sources.map(({ site, source, quarters, from }) => (
          <li>
            {site}: {source} has counted {plural(quarters, 'quarter hour', 'quarter hours')} since{' '}
            <When at={from} /> that are also in {file}.
          </li>
        ))}
      </ul>
      <p>If both contain the same requests, import only one of them. Otherwise your client pays twice.</p>
    </section>
  );
}

function Refused({ findings: { refused } }: { readonly findings: UsageFindings }) {
  if (refused.length === 0) return null;
  return (
    <section>
      <h2>Skipped</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Reason</th>
            <th scope="col">Host</th>
            <th scope="col">First in line</th>
            <th scope="col" class="amount">
              Requests
            </th>
          </tr>
        </thead>
        <tbody>
          {refused.map(({ reason, count, host, line, beginning }) => (
            <tr>
              <td>
                {formatReason(reason)}
                {beginning !== undefined && beginning !== '' && <span class="sub">{beginning}</span>}
              </td>
              <td data-label="Host">{host ?? '–'}</td>
              <td data-label="First in line">{line === undefined ? '–' : formatMajor(String(line))}</td>
              <td data-label="Requests" class="amount">
                {formatMajor(String(count))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Texts for the reasons why a line cannot be used. */
const REASONS: Readonly<Record<string, string>> = {
  'a host without a site':
    'None of your sites has this host. Add the host to a site, or choose a site for such lines.',
  'no host': 'The line has no host. If all lines belong to one site, choose that site.',
  'not in this format': 'The line does not match the format. If it is a request, choose the log format.',
  'JSON that cannot be read': 'Invalid JSON.',
  'two possible readings':
    'The line is ambiguous and may be forged by a visitor. Configure the web server to escape quotes.',
  'no such time': 'The time does not exist.',
  'no usable size': 'The size is missing or too large.',
  'too long': 'The line is too long.',
  'time is more than 60 days ago': 'Older than 60 days. To test with an old log, move it to another date.',
};

function formatReason(reason: string): string {
  const known = REASONS[reason];
  if (known !== undefined) return known;
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

const ROLES: Readonly<Record<string, string>> = {
  time: 'the time',
  size: 'the size in bytes',
  host: 'the host',
};

/** How the fields of the first lines were read, so a wrong format is visible before anything counts. */
function Understood({ findings: { understood } }: { readonly findings: UsageFindings }) {
  if (understood === undefined) return null;
  return (
    <section>
      <h2>Detected format</h2>
      <p>
        {' '}
        <span class="code">{understood.format}</span>. The first lines:
      </p>
      {understood.lines.map(({ line, fields }) => (
        <>
          <pre class="plain">{line}</pre>
          <table class="cards">
            <thead>
              <tr>
                <th scope="col">Field</th>
                <th scope="col">Value</th>
                <th scope="col">Meaning</th>
              </tr>
            </thead>
            <tbody>
              {fields.map(({ name, value, role }) => (
                <tr>
                  <td>{name}</td>
                  <td data-label="Value">{value}</td>
                  <td data-label="Meaning">{role === undefined ? '–' : ROLES[role]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      ))}
    </section>
  );
}

interface DayLeft {
  readonly site?: string;
  readonly day?: string;
  readonly accepted?: number;
  readonly duplicates?: number;
  readonly rejected?: number;
}

function Days({ slug, view: { days, task, findings } }: FileProps) {
  const ended = days.filter(({ endedAt }) => endedAt !== null);
  if (ended.length === 0) return null;
  return (
    <section>
      <h2>Readings</h2>
      <p class="lead">
        {findings.generation === undefined
          ? 'Each row of the table is one reading.'
          : 'A reading is the sum of one meter in a quarter of an hour.'}
      </p>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Site</th>
            <th scope="col" class="amount">
              Counted
            </th>
            <th scope="col" class="amount">
              Duplicates
            </th>
            <th scope="col" class="amount">
              Refused
            </th>
          </tr>
        </thead>
        <tbody>
          {ended.map(({ input, accountId, detail }) => {
            const { site = '', day = '', accepted = 0, duplicates = 0, rejected = 0 } = input as DayLeft;
            return (
              <tr>
                <td>{formatDate(day)}</td>
                <td data-label="Site">
                  {accountId === null ? (
                    site
                  ) : (
                    <a href={`/sites/${slug}/console/accounts/${accountId}/usage`}>{site}</a>
                  )}
                </td>
                <td data-label="Counted" class="amount">
                  {accepted}
                </td>
                <td data-label="Duplicates" class="amount">
                  {duplicates}
                </td>
                <td data-label="Refused" class="amount">
                  {rejected}
                  {detail !== null && <span class="sub">{detail}</span>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {task.total > days.length && <p class="quiet">The first {days.length} days are shown.</p>}
    </section>
  );
}
