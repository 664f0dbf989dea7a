import type { FieldProblem } from '../../../../src/core/values/refusal.js';
import { LIVE_PREVIEW_PATH } from '../../../web/assets.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { field } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import { type MeterChoice, MODELS, type PlanDraft, type RecurringDraft } from '../planDraft.js';
import { type Outlook, PreviewPart } from './PreviewPart.js';
import { UsageFields } from './UsageFields.js';
import { DesignerButton, IdProblem } from './designerParts.js';

interface DesignerProps {
  readonly title: string;
  readonly lead: string;
  readonly action: string;
  readonly up: { readonly href: string; readonly label: string };
  readonly draft: PlanDraft;
  readonly problems: readonly FieldProblem[];
  /** Errors that belong to no field. */
  readonly complaint?: string | undefined;
  readonly meters: readonly MeterChoice[];
  /** Plans in the same currency that may replace it. */
  readonly followers: readonly { readonly id: string; readonly name: string }[];
  readonly outlook: Outlook | null;
  /** A version keeps its plan's name and currency. */
  readonly isVersion: boolean;
  readonly key: string;
  readonly save: string;
}

/** The designer: the plan on the left, its cost on the right. Every button sends the whole form. */
export function designerPage(props: DesignerProps): PageContent {
  const { title, lead, up, action, complaint, problems, save, draft, key } = props;
  const state: FormState = { values: {}, problems };
  const body = (
    <>
      <Head title={title} lead={lead} up={up} />
      {(complaint !== undefined || problems.length > 0) && (
        <p class="flash bad" role="alert">
          {complaint ?? formatFaultCount(problems.length)}
        </p>
      )}
      <form method="post" action={action} class="designer" autocomplete="off">
        <div>
          <button
            type="submit"
            name="act"
            value="preview"
            class="hidden"
            tabindex={-1}
            formaction={`${action}#preview`}
          >
            Preview
          </button>
          <input type="hidden" name="key" value={key} />
          <BasicFields {...props} state={state} />
          <RecurringFields draft={draft} state={state} action={action} />
          <section id="usage">
            <h2>Usage prices</h2>
            <p class="lead">Each line is the price of one meter. The sites of an account are added up.</p>
            {draft.usage.map((usage, index) => (
              <UsageFields
                usage={usage}
                index={index}
                state={state}
                action={action}
                meters={props.meters}
                currency={draft.currency}
              />
            ))}
            <p class="adders">
              {MODELS.map((model) => (
                <DesignerButton
                  action={action}
                  act={`add usage ${model}`}
                  label={`Add ${MODEL_LABELS[model]}`}
                />
              ))}
            </p>
          </section>
          <LimitFields {...props} state={state} />
          <div class="actions">
            <button type="submit" name="act" value="save" class="first">
              {save}
            </button>
            <DesignerButton action={action} act="preview" label="Preview" />
            {props.isVersion && (
              <button type="submit" name="act" value="backtest">
                Compare with the last months
              </button>
            )}
            <a class="button" href={up.href}>
              Cancel
            </a>
          </div>
        </div>
        <PreviewPart draft={draft} outlook={props.outlook} meters={props.meters} action={action} />
      </form>
    </>
  );
  return { title, body, script: LIVE_PREVIEW_PATH };
}

const MODEL_LABELS = {
  graduated: 'graduated prices',
  volume: 'volume price',
  package: 'package price',
  percentage: 'percentage',
} as const;

function formatFaultCount(count: number): string {
  return count === 1 ? 'Fix 1 field below.' : `Fix ${count} fields below.`;
}

function BasicFields({ draft, state, isVersion }: DesignerProps & { readonly state: FormState }) {
  return (
    <>
      <div class="row">
        {field(state, 'name', 'Name', { value: draft.name, maxlength: 200 })}
        {isVersion ? (
          <div class="field">
            <span class="label">Currency</span>
            <p class="fixed">{draft.currency}</p>
            <input type="hidden" name="currency" value={draft.currency} />
          </div>
        ) : (
          field(state, 'currency', 'Currency', { value: draft.currency, maxlength: 3 })
        )}
        {field(state, 'startupCharge', 'Setup fee', { value: draft.startupCharge, maxlength: 30 })}
      </div>
    </>
  );
}

interface PartProps {
  readonly draft: PlanDraft;
  readonly state: FormState;
  readonly action: string;
}

function RecurringFields({ draft, state, action }: PartProps) {
  return (
    <section id="recurring">
      <h2>Fixed fees</h2>
      <p class="lead">Charged every period, whatever the usage.</p>
      {draft.recurring.map((line, index) => (
        <RecurringRow line={line} index={index} state={state} action={action} currency={draft.currency} />
      ))}
      <p class="adders">
        <DesignerButton action={action} act="add recurring" label="Add fee" />
      </p>
    </section>
  );
}

interface RecurringProps {
  readonly line: RecurringDraft;
  readonly index: number;
  readonly state: FormState;
  readonly action: string;
  readonly currency: string;
}

function RecurringRow({ line, index, state, action, currency }: RecurringProps) {
  const path = `recurring[${index}]`;
  const about = line.name === '' ? `amount ${index + 1}` : line.name;
  return (
    <fieldset class="line">
      <legend class="hidden">Amount {index + 1}</legend>
      <input type="hidden" name={`${path}.id`} value={line.id} />
      <div class="row">
        {field(state, `${path}.name`, 'Description', { value: line.name, maxlength: 100 })}
        {field(state, `${path}.amount`, `Amount, ${currency}`, { value: line.amount, maxlength: 30 })}
        {field(state, `${path}.timing`, 'Due', {
          value: line.timing,
          options: [
            { value: 'advance', label: 'in advance' },
            { value: 'arrears', label: 'at the end' },
          ],
        })}
        <DesignerButton action={action} act={`remove recurring ${index}`} label="Remove" about={about} />
      </div>
      <IdProblem state={state} path={path} />
    </fieldset>
  );
}

function LimitFields({ draft, state, followers }: DesignerProps & { readonly state: FormState }) {
  const { currency } = draft;
  return (
    <section id="limits">
      <h2>Limits</h2>
      <div class="row">
        {field(state, 'minimum', `Minimum per period, ${currency}`, { value: draft.minimum, maxlength: 30 })}
        {field(state, 'maximum', `Maximum per period, ${currency}`, { value: draft.maximum, maxlength: 30 })}
        {field(state, 'creditLimit', `Credit limit, ${currency}`, {
          value: draft.creditLimit,
          maxlength: 30,
        })}
      </div>
      <p class="small quiet">
        The credit limit applies to accounts without their own limit. 0.00: prepaid. −20.00: 20.00 must always
        be kept.
      </p>
      <div class="row">
        {field(state, 'replaceAfterDays', 'Trial length, days', {
          value: draft.replaceAfterDays,
          inputmode: 'numeric',
          maxlength: 5,
        })}
        {field(state, 'replaceWith', 'Then switch to', {
          value: draft.replaceWith,
          options: [
            { value: '', label: '– (no trial)' },
            ...followers.map(({ id, name }) => ({ value: id, label: name })),
          ],
        })}
      </div>
    </section>
  );
}
