import type { ImportInput } from '../../../../src/accounts/import/checkImport.js';
import type { TaskView } from '../../../../src/tasks/loadTasks.js';
import { Field } from '../../../web/parts/forms.js';
import { COLUMNS, type ImportChoice, labelOf, USUAL } from '../columns.js';

const CHOICES = [
  { value: '', label: 'Ignore' },
  ...COLUMNS.map(({ name, label }) => ({ value: name, label })),
];

interface ColumnsProps {
  readonly view: TaskView;
  readonly base: string;
  readonly statuses: readonly string[];
}

/** The guessed field of each column, to be corrected, and the defaults for empty cells. */
export function ImportColumns({ view: { task, first }, base, statuses }: ColumnsProps) {
  const { headings, choice } = task.input as unknown as ImportInput;
  const { mapping, usual, leftOut } = choice as ImportChoice;
  const isUnclear = mapping.includes(null) || task.total === 0;
  return (
    <details class="fold" open={isUnclear}>
      <summary>Columns</summary>
      <form method="post" action={`${base}/${task.id}/columns`} class="fields wide">
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Example</th>
              <th scope="col">Field</th>
            </tr>
          </thead>
          <tbody>
            {headings.map((heading, index) => (
              <tr>
                <td>{heading === '' ? `Column ${index + 1}` : heading}</td>
                <td data-label="Example">{exampleOf(first, index)}</td>
                <td>
                  <select name={`column${index}`} aria-label={`What “${heading}” holds`}>
                    {CHOICES.map(({ value, label }) => (
                      <option value={value} selected={value === (mapping[index] ?? '')}>
                        {label}
                      </option>
                    ))}
                  </select>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <h3>Default values</h3>
        <div class="row">
          {USUAL.map((name) => (
            <Field
              name={name}
              label={labelOf(name)}
              value={usual[name] ?? ''}
              maxlength={200}
              autocomplete="off"
            />
          ))}
        </div>
        {statuses.length > 0 && (
          <fieldset>
            <legend>Skip clients with the status</legend>
            {statuses.map((status) => (
              <label class="check">
                <input type="checkbox" name="leftOut" value={status} checked={leftOut.includes(status)} />{' '}
                {status}
              </label>
            ))}
          </fieldset>
        )}
        <div class="actions">
          <button type="submit">Check again</button>
        </div>
      </form>
    </details>
  );
}

function exampleOf(first: TaskView['first'], index: number): string {
  for (const { input } of first) {
    const cell = (input['cells'] as readonly string[] | undefined)?.[index] ?? '';
    if (cell !== '') return cell.slice(0, EXAMPLE_LENGTH_MAX);
  }
  return '';
}

const EXAMPLE_LENGTH_MAX = 60;
