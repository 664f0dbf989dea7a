import { FORMAT_NAMES } from '../../../../src/logs/format/named.js';
import { type Wrap, WRAPS } from '../../../../src/logs/format/unwrap.js';
import type { Task } from '../../../../src/store/tasks/tasks.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { field, FileField, reasonOf, valueOf } from '../../../web/parts/forms.js';
import { Empty, Head } from '../../../web/parts/parts.js';
import { CsvColumns } from '../../accounts/list/CsvColumns.js';
import type { ShownMeter } from '../../accounts/pages/accountProps.js';
import { TaskList } from '../../tasks/pages/TaskPage.js';

interface BringInProps {
  readonly slug: string;
  readonly tasks: readonly Task[];
  readonly state: FormState;
  readonly meters: readonly ShownMeter[];
  /** Null if there are too many to choose from. */
  readonly sites: readonly { readonly slug: string; readonly name: string }[] | null;
}

/** The form to upload usage: a web server's log or a table. Nothing counts before it is confirmed. */
export function bringInPage({ slug, tasks, state, meters, sites }: BringInProps): PageContent {
  const base = `/sites/${slug}/console/usage`;
  const body = (
    <>
      <Head
        title="Import usage"
        lead="Import a web server log or a table. You see a preview first. No line is counted twice."
      />
      {sites?.length === 0 && (
        <Empty>
          <p>
            There are no sites yet. <a href={`/sites/${slug}/console/accounts/new`}>Add a client first</a>.
          </p>
        </Empty>
      )}
      <form method="post" action={base} enctype="multipart/form-data" class="fields">
        {state.complaint !== undefined && (
          <p class="flash bad" role="alert">
            {state.complaint}
          </p>
        )}
        <FileField
          name="file"
          label="File"
          accept=".log,.gz,.zst,.csv,.txt,.json,text/*,application/gzip"
          state={state}
          hint="Access log of a web server, or CSV. Plain, .gz or .zst, up to 32 MB."
        />
        <FormatChoice state={state} />
        <SiteChoice sites={sites} state={state} />
        <details open={state.problems.some(({ field }) => field === 'rebaseStart')}>
          <summary>Test with an old log</summary>
          {field(state, 'rebaseStart', 'Move the first line to this date', {
            type: 'date',
            hint: 'All lines move by the same number of days. Lines older than 60 days are not counted.',
          })}
        </details>
        <div class="actions">
          <button type="submit" class="first">
            Preview
          </button>
        </div>
      </form>
      {tasks.length > 0 && (
        <section>
          <h2>Earlier files</h2>
          <TaskList tasks={tasks} slug={slug} />
        </section>
      )}
      <Columns meters={meters} />
      <section>
        <h2>Without files</h2>
        <p>
          On a web server, <span class="code">sitetab collect access-log</span> reads the log continuously.
          Programs report to <span class="code">POST /v1/usage</span>. Each log line is counted once, from the
          collector or from a file.
        </p>
      </section>
    </>
  );
  return { title: 'Import usage', body };
}

const WRAP_WORDS: Readonly<Record<Wrap, string>> = {
  docker: 'Docker’s JSON around each line',
  cri: 'Kubernetes (CRI) before each line',
  compose: 'docker compose before each line',
};

function FormatChoice({ state }: Pick<BringInProps, 'state'>) {
  return (
    <details open={['format', 'formatText', 'wrap'].some((name) => isTouched(state, name))}>
      <summary>Log format</summary>
      {field(state, 'format', 'Format', {
        hint: 'Combined, and vhost_combined with a port, are detected.',
        options: [
          { value: '', label: 'detect' },
          ...FORMAT_NAMES.map((name) => ({ value: name, label: name })),
        ],
      })}
      {field(state, 'formatText', 'Custom format', {
        hint: 'nginx’s log_format, Apache’s LogFormat, or the names in JSON: ndjson:time=ts,size=bytes_sent,host=server_name.',
        rows: 3,
      })}
      {field(state, 'wrap', 'Around each line', {
        options: [
          { value: '', label: 'nothing' },
          ...WRAPS.map((name) => ({ value: name, label: WRAP_WORDS[name] })),
        ],
      })}
    </details>
  );
}

function isTouched(state: FormState, name: string): boolean {
  return (valueOf(state, name) ?? '') !== '' || reasonOf(state, name) !== undefined;
}

function SiteChoice({ sites, state }: Pick<BringInProps, 'sites' | 'state'>) {
  const label = 'Site for lines without a known host';
  const hint =
    'Also used for all lines if the log has no host names. Lines with an unreadable host are not counted. In a table, each row names its site.';
  if (sites === null) {
    return field(state, 'site', label, { maxlength: 63, hint: `${hint} Its short name.` });
  }
  const options = [
    { value: '', label: 'none: skip these lines' },
    ...sites.map((site) => ({ value: site.slug, label: `${site.name} (${site.slug})` })),
  ];
  return field(state, 'site', label, { options, hint });
}

function Columns({ meters }: { readonly meters: readonly ShownMeter[] }) {
  const rows = [
    ['site', 'The site’s short name.'],
    ['meter', `One of your meters: ${meters.map(({ name }) => name).join(', ')}.`],
    ['quantity', 'A number of zero or more, in the meter’s unit: bytes, not GB.'],
    ['time', 'A day, as 2026-11-05, or an instant, as 2026-11-05T14:30:00Z. At most 60 days ago.'],
    [
      'id',
      'Optional. With an id, a reading is counted once per id. Without an id: once per site, meter and time.',
    ],
  ] as const;
  return <CsvColumns title="CSV columns" columns={rows} />;
}
