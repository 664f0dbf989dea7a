import type { FormState } from '../../../web/page.js';
import { field } from '../../../web/parts/forms.js';
import type { MeterChoice, UsageDraft } from '../planDraft.js';
import { formatPer } from '../units.js';
import { DesignerButton, IdProblem } from './designerParts.js';

interface UsageProps {
  readonly usage: UsageDraft;
  readonly index: number;
  readonly state: FormState;
  readonly action: string;
  readonly meters: readonly MeterChoice[];
  readonly currency: string;
}

const MODEL_NAMES = {
  graduated: 'Graduated: each band at its own price',
  volume: 'Volume: the whole quantity at the price of its band',
  package: 'Packages: each started package has the same price',
  percentage: 'Percentage of the metered amount',
} as const;

/** One metered line of the designer: its meter, its unit, its prices. */
export function UsageFields(props: UsageProps) {
  const { usage, index, state, action, meters } = props;
  const path = `usage[${index}]`;
  const meter = meters.find(({ name }) => name === usage.meter);
  return (
    <fieldset class="line" id={`usage-${index}`}>
      <legend>{MODEL_NAMES[usage.model]}</legend>
      <input type="hidden" name={`${path}.id`} value={usage.id} />
      <input type="hidden" name={`${path}.model`} value={usage.model} />
      <div class="row">
        {field(state, `${path}.meter`, 'Meter', {
          value: usage.meter,
          options: meters.map(({ name, title }) => ({ value: name, label: title })),
        })}
        {field(state, `${path}.name`, 'Name on statements', {
          value: usage.name,
          maxlength: 100,
          hint: 'Empty: the name of the meter.',
        })}
        {field(state, `${path}.per`, 'Unit', { value: usage.per, maxlength: 40 })}
        <DesignerButton
          action={action}
          act={`remove usage ${index}`}
          label="Remove"
          about={usage.name || usage.meter}
        />
      </div>
      <IdProblem state={state} path={path} />
      <Prices {...props} unit={formatPer(undefined, meter?.unit ?? '', meter?.title ?? usage.meter)} />
    </fieldset>
  );
}

function Prices(props: UsageProps & { readonly unit: string }) {
  switch (props.usage.model) {
    case 'graduated':
    case 'volume':
      return <Bands {...props} />;
    case 'package':
      return <Packages {...props} />;
    case 'percentage':
      return (
        <div class="row">
          {field(props.state, `usage[${props.index}].percent`, 'Percent', {
            value: props.usage.percent,
            maxlength: 30,
          })}
        </div>
      );
  }
}

function Packages({ usage, index, state, currency }: UsageProps) {
  const path = `usage[${index}]`;
  const counted = usage.per === '' ? '1' : usage.per;
  return (
    <div class="row">
      {field(state, `${path}.packageSize`, `Package size, × ${counted}`, {
        value: usage.packageSize,
        maxlength: 40,
      })}
      {field(state, `${path}.packagePrice`, `Package price, ${currency}`, {
        value: usage.packagePrice,
        maxlength: 40,
      })}
      {field(state, `${path}.freeUnits`, `Free quantity, × ${counted}`, {
        value: usage.freeUnits,
        maxlength: 40,
      })}
    </div>
  );
}

function Bands({ usage, index, state, action, currency }: UsageProps) {
  const path = `usage[${index}].bands`;
  const none = state.problems.find(({ field }) => field === path);
  const counted = usage.per === '' ? '1' : usage.per;
  return (
    <>
      {usage.bands.map((band, place) => {
        const at = `${path}[${place}]`;
        const isLast = place === usage.bands.length - 1;
        return (
          <div class="row band">
            {field(state, `${at}.upTo`, isLast ? 'Up to (last: empty)' : `Up to, × ${counted}`, {
              value: band.upTo,
              maxlength: 40,
            })}
            {field(state, `${at}.unitPrice`, `${currency} for each ${counted}`, {
              value: band.unitPrice,
              maxlength: 40,
            })}
            {field(state, `${at}.fee`, `Flat fee, ${currency}`, { value: band.fee, maxlength: 40 })}
            <DesignerButton
              action={action}
              act={`remove band ${index} ${place}`}
              label="Remove"
              about={`band ${place + 1}`}
            />
          </div>
        );
      })}
      {none !== undefined && <p class="error">Add at least one band: {none.reason}.</p>}
      <p class="adders">
        <DesignerButton action={action} act={`add band ${index}`} label="Add band" />
      </p>
    </>
  );
}
