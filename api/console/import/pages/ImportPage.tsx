import type { Task } from '../../../../src/store/tasks/tasks.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { FileField } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import { CsvColumns } from '../../accounts/list/CsvColumns.js';
import { TaskList } from '../../tasks/pages/TaskPage.js';
import { COLUMNS } from '../columns.js';

interface ImportProps {
  readonly slug: string;
  readonly tasks: readonly Task[];
  readonly state: FormState;
}

/** The form to upload a client list. No account is opened before it is checked and confirmed. */
export function importPage({ slug, tasks, state }: ImportProps): PageContent {
  const base = `/sites/${slug}/console/import`;
  const body = (
    <>
      <Head
        title="Import clients from a file"
        lead="The file is checked first. You see all problems, and which clients would be suspended, before anything is imported."
        up={{ href: `/sites/${slug}/console/`, label: 'Clients' }}
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
          hint="The first line must contain the column names. You assign the columns in the next step."
        />
        <div class="actions">
          <button type="submit" class="first">
            Check file
          </button>
        </div>
      </form>
      {tasks.length > 0 && (
        <section>
          <h2>Earlier files</h2>
          <TaskList tasks={tasks} slug={slug} />
        </section>
      )}
      <CsvColumns title="Columns" columns={COLUMNS.map(({ label, hint }) => [label, hint])} />
    </>
  );
  return { title: 'Import clients', body };
}
