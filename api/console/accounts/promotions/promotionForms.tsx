import type { PromotionView } from '../../../../src/promotions/loadPromotions.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { PageContent } from '../../../web/page.js';
import { Confirm, field, Form, FormActions, Select } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import type { ActionView } from '../action.js';

export function grantPage({ account, action, state, back, key }: ActionView): PageContent {
  const { name, currency, timeZone } = account;
  const body = (
    <>
      <Head
        title={`Credit or discount for ${name}`}
        lead="It reduces charges of plans before tax. It is never paid out."
        up={{ href: back, label: name }}
      />
      <Form action={action} state={state}>
        <input type="hidden" name="key" value={key} />
        {field(state, 'name', 'Name', {
          value: 'Welcome credit',
          hint: 'Shown on the statement and the invoice.',
          maxlength: 100,
          autocomplete: 'off',
          required: true,
        })}
        <Select
          name="kind"
          label="Kind"
          state={state}
          options={[
            { value: 'credit', label: 'Credit: an amount in all' },
            { value: 'percent', label: 'Discount in percent' },
            { value: 'amount', label: 'Discount: an amount each period' },
          ]}
        />
        {field(state, 'amount', `Amount in ${currency}`, {
          hint: 'Before tax. For a credit or an amount each period.',
          inputmode: 'decimal',
          autocomplete: 'off',
          maxlength: 60,
        })}
        {field(state, 'percent', 'Percent', {
          hint: 'For a discount in percent.',
          inputmode: 'decimal',
          autocomplete: 'off',
          maxlength: 40,
        })}
        <Select
          name="scope"
          label="Reduces"
          state={state}
          options={[
            { value: 'all', label: 'All charges of plans' },
            { value: 'usage', label: 'Usage only' },
            { value: 'plan', label: 'All but usage' },
          ]}
        />
        {field(state, 'startsOn', 'First day (optional)', {
          type: 'date',
          hint: 'Empty: today. The whole period that contains it is reduced.',
        })}
        {field(state, 'endsOn', 'Last day (optional)', {
          type: 'date',
          hint: `Inclusive, in ${timeZone}. What is left of a credit then ends.`,
        })}
        {field(state, 'periods', 'Whole periods (optional)', {
          hint: 'How many periods a discount lasts, in place of a last day.',
          inputmode: 'numeric',
          autocomplete: 'off',
          maxlength: 4,
        })}
        {field(state, 'order', 'Order (optional)', {
          hint: 'Of credits that end on the same day, the lowest number is used first.',
          inputmode: 'numeric',
          autocomplete: 'off',
          maxlength: 5,
        })}
        <FormActions submit="Grant" back={back} />
      </Form>
    </>
  );
  return { title: `Credit or discount for ${name}`, body };
}

export function endPage(view: ActionView, promotion: PromotionView): PageContent {
  const { account, action, back, state } = view;
  const { name, left, currency } = promotion;
  const body = (
    <Confirm
      question={`End “${name}” today?`}
      effects={[
        'Today is its last day. What it took off until then stays.',
        ...(left === null
          ? []
          : [`${formatMoney(left, currency)} ${currency} is left. What is not used today ends.`]),
        `The forecast of ${account.name} no longer includes it from tomorrow on.`,
      ]}
      action={action}
      button="End today"
      back={back}
      state={state}
    />
  );
  return { title: `End ${name}`, body };
}
