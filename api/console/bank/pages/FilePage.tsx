import { formatLineReason } from '../../../../src/core/values/lineReason.js';
import type { Session } from '../../../../src/auth/sessions/session.js';
import type { StatementPreview } from '../../../../src/statements/previewStatement.js';
import type { PageContent } from '../../../web/page.js';
import { Select } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import { plural } from '../../accounts/list/format.js';
import { type Said, STATEMENT_FIELDS } from '../statementFields.js';
import { Figures } from './Figures.js';
import { FirstRows, Understood } from './Understood.js';

interface FileProps {
  readonly session: Session;
  readonly preview: StatementPreview;
  readonly said: Said;
  readonly action: string;
}

const HELD_SHOWN = 50;
const PROPOSED_SHOWN = 20;

/** Shows how a file was read; nothing is posted before confirmation. */
export function filePage(props: FileProps): PageContent {
  const { session, preview } = props;
  const { questions, name } = preview;
  const body = (
    <>
      <Head
        title={
          questions.length > 0
            ? `${plural(questions.length, 'question')} before anything is posted`
            : 'Check the import'
        }
        lead={`${name} (${preview.kind}): nothing is posted yet. ${promiseOf(preview)}`}
        up={{ href: `/sites/${session.site.slug}/console/bank`, label: 'Bank transfers' }}
      />
      {questions.length > 0 && <Questions {...props} />}
      {questions.length === 0 && <Outlook {...props} />}
      <Understood preview={preview} />
      <FirstRows preview={preview} />
      {questions.length === 0 && preview.heldBack.length > 0 && <HeldBack preview={preview} />}
      {preview.profile.headings.length > 0 && <Corrections {...props} />}
    </>
  );
  return { title: name, body };
}

/** What confirming means for later files. */
function promiseOf({ profile: { headings, account } }: StatementPreview): string {
  if (headings.length === 0) return 'Once you confirm, files of the same bank account are imported at once.';
  const same = account === '' ? '' : ' of the same bank account';
  return `Once you confirm, files with the same headings${same} are read the same way.`;
}

/** Earlier answers are sent again with the next ones. */
function Kept({ said, but }: { readonly said: Said; readonly but: readonly string[] }) {
  return (
    <>
      {Object.entries(said).map(
        ([name, value]) =>
          value !== undefined && !but.includes(name) && <input type="hidden" name={name} value={value} />,
      )}
    </>
  );
}

function labelOf(field: string, choice: string): string {
  const options = STATEMENT_FIELDS.find(({ name }) => name === field)?.options;
  return options?.find(({ value }) => value === choice)?.label ?? choice;
}

function Questions({ preview: { questions }, said, action }: FileProps) {
  return (
    <form method="get" action={action} class="fields">
      <Kept said={said} but={questions.map(({ field }) => field)} />
      {questions.map(({ field, asks, choices }) => (
        <fieldset>
          <legend>{asks}</legend>
          {choices.map((choice) => (
            <label class="choice">
              <input type="radio" name={field} value={choice} required />
              <span>{labelOf(field, choice)}</span>
            </label>
          ))}
        </fieldset>
      ))}
      <div class="actions">
        <button type="submit" class="first">
          Update preview
        </button>
      </div>
    </form>
  );
}

/** The effect of confirming, and the button. */
function Outlook({ preview, said, action }: FileProps) {
  const { wouldPost, wouldTakeBack, alreadyPosted, unmatched, heldBack, outgoing, pending, proposals } =
    preview;
  const figures: readonly (readonly [string, number])[] = [
    ['To post', wouldPost],
    ...(wouldTakeBack === 0 ? [] : ([['Returned, to reverse', wouldTakeBack]] as const)),
    ['Duplicates', alreadyPosted],
    ['To match', unmatched.length],
    ['Held back', heldBack.length],
    ['Outgoing', outgoing],
    ['Pending', pending],
  ];
  return (
    <>
      <Figures figures={figures} />
      {proposals.length > 0 && (
        <p class="lead">
          Proposed accounts for {plural(proposals.length, 'line')}:{' '}
          {proposals
            .slice(0, PROPOSED_SHOWN)
            .map(({ line, accountName }) => `line ${line} to ${accountName}`)
            .join(', ')}
          . You can post all proposals after the import.
        </p>
      )}
      <form method="post" action={action} class="fields">
        <Kept said={said} but={[]} />
        <div class="actions">
          <button type="submit" class="first">
            {wouldPost === 0 ? 'Confirm and import' : `Confirm and post ${plural(wouldPost, 'payment')}`}
          </button>
        </div>
      </form>
    </>
  );
}

function HeldBack({ preview: { heldBack } }: { readonly preview: StatementPreview }) {
  return (
    <section>
      <h2>Held back: not posted automatically</h2>
      <ul>
        {heldBack.slice(0, HELD_SHOWN).map(({ line, reason, text }) => (
          <li>
            Line {line}: {formatLineReason(reason)} <span class="quiet small-inline">{text}</span>
          </li>
        ))}
        {heldBack.length > HELD_SHOWN && <li>and {heldBack.length - HELD_SHOWN} more</li>}
      </ul>
    </section>
  );
}

/** Every detail that was read from the file can be changed. */
function Corrections({ preview, said, action }: FileProps) {
  const { questions, profile } = preview;
  const openFields = questions.map(({ field }) => field as string);
  const heads = profile.headings.flatMap((head, index) => {
    const value = head === '' ? `Column ${index + 1}` : head;
    return value.length > 200 ? [] : [{ value, label: value }];
  });
  const values = said as Readonly<Record<string, string | undefined>>;
  const shown = STATEMENT_FIELDS.flatMap(({ name, label, options }) => {
    const from = options ?? (name.endsWith('Column') ? heads : undefined);
    return from === undefined || openFields.includes(name) ? [] : [{ name, label, options: from }];
  });
  return (
    <details class="fold">
      <summary>Correct the columns</summary>
      <form method="get" action={action} class="fields">
        <Kept said={said} but={shown.map(({ name }) => name)} />
        {shown.map(({ name, label, options }) => (
          <Select
            name={name}
            label={label}
            value={values[name]}
            options={[{ value: '', label: 'detect' }, ...options]}
          />
        ))}
        <div class="actions">
          <button type="submit">Update preview</button>
        </div>
      </form>
    </details>
  );
}
