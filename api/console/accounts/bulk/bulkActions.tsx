import { z } from '@hono/zod-openapi';
import type { Child } from 'hono/jsx';
import type { Permission } from '../../../../src/auth/groups/permissions.js';
import { isRefusal, type Refusal } from '../../../../src/core/values/refusal.js';
import type { Bulk } from '../../../../src/tasks/bulk/bulk.js';
import { category, localDate, text } from '../../../v1/framework/fields.js';
import { tag } from '../../../v1/framework/recordShapes.js';
import type { FormState } from '../../../web/page.js';
import { field } from '../../../web/parts/forms.js';
import { amount, optional, reason } from '../fields.js';
import { effectiveOf, when } from '../fromWhen.js';
import { FromWhen } from '../new/FromWhen.js';

/** What a form needs besides its values. */
export interface FormData {
  readonly state: FormState;
  readonly plans: readonly { readonly value: string; readonly label: string }[];
}

/** A bulk action as the console offers it. The permission is that of the action on one account. */
interface ConsoleBulk<Fields> {
  /** On the button in the list, and in titles: "Charge 12 clients". */
  readonly label: string;
  readonly access: Permission;
  readonly fields: z.ZodObject & z.ZodType<Fields>;
  readonly show: (data: FormData) => Child;
  readonly read: (fields: Fields) => Bulk | Refusal;
  /** What is done, in a task's title. */
  readonly title: (fields: Fields) => string;
}

function define<Fields>(action: ConsoleBulk<Fields>): ConsoleBulk<unknown> {
  // Safe: the fields are read by the same schema.
  return action as unknown as ConsoleBulk<unknown>;
}

const WRITE = 'accounts.write';

function AmountField({ state, hint }: { readonly state: FormState; readonly hint: string }) {
  return field(state, 'amount', 'Amount', {
    hint,
    inputmode: 'decimal',
    autocomplete: 'off',
    maxlength: 60,
    required: true,
    autofocus: true,
  });
}

function DescriptionField({ state, hint }: { readonly state: FormState; readonly hint: string }) {
  return field(state, 'description', 'Description', {
    hint,
    maxlength: 500,
    required: true,
    autocomplete: 'off',
  });
}

function TagField({ state }: { readonly state: FormState }) {
  return field(state, 'tag', 'Tag', { maxlength: 40, required: true, autofocus: true, autocomplete: 'off' });
}

export const CONSOLE_BULKS = {
  charge: define({
    label: 'Charge',
    access: 'charges.write',
    fields: z.object({ amount, description: text(500), category }),
    show: ({ state }) => (
      <>
        <AmountField
          state={state}
          hint="For each client, in the client’s currency. The client’s tax is added."
        />
        <DescriptionField state={state} hint="Clients see it on their statements." />
        {field(state, 'category', 'Category', {
          value: 'domain',
          hint: 'Your own, such as domain, design or support.',
          maxlength: 32,
          required: true,
          autocomplete: 'off',
        })}
      </>
    ),
    read: (fields) => ({ action: 'charge', ...fields }),
    title: ({ amount, description }) => `Charge ${amount}: ${description}`,
  }),
  adjust: define({
    label: 'Adjust',
    access: 'entries.write',
    fields: z.object({ amount, description: text(500) }),
    show: ({ state }) => (
      <>
        <AmountField state={state} hint="5.00 gives each client credit, -5.00 takes it. Without tax." />
        <DescriptionField state={state} hint="Clients see it on their statements." />
      </>
    ),
    read: (fields) => ({ action: 'adjust', ...fields }),
    title: ({ amount, description }) => `Adjust by ${amount}: ${description}`,
  }),
  tag: define({
    label: 'Tag',
    access: WRITE,
    fields: z.object({ tag }),
    show: ({ state }) => <TagField state={state} />,
    read: (fields) => ({ action: 'tag', ...fields }),
    title: ({ tag }) => `Tag ${tag}`,
  }),
  untag: define({
    label: 'Untag',
    access: WRITE,
    fields: z.object({ tag }),
    show: ({ state }) => <TagField state={state} />,
    read: (fields) => ({ action: 'untag', ...fields }),
    title: ({ tag }) => `Remove the tag ${tag}`,
  }),
  exempt: define({
    label: 'Payment promise',
    access: WRITE,
    fields: z.object({ until: optional(localDate), reason: optional(reason) }),
    show: ({ state }) => (
      <>
        {field(state, 'until', 'Not suspended through', {
          type: 'date',
          hint: 'The whole day counts, in each client’s time zone. Empty: ends promises and exemptions.',
        })}
        {field(state, 'reason', 'Reason (optional)', { maxlength: 500, autocomplete: 'off' })}
      </>
    ),
    read: ({ until, reason }) => ({ action: 'exempt', until: until ?? null, ...(reason && { reason }) }),
    title: ({ until }) => (until === undefined ? 'End payment promises' : `Payment promise through ${until}`),
  }),
  plan: define({
    label: 'Change plan',
    access: WRITE,
    fields: z.object({ plan: z.uuid(), when, date: optional(localDate) }),
    show: ({ state, plans }) => (
      <>
        {field(state, 'plan', 'New plan', {
          options: plans,
          hint: 'It replaces all plans of each client. Clients with another currency are refused.',
        })}
        <FromWhen state={state} next="each client’s next period" />
      </>
    ),
    read: ({ plan, ...from }) => {
      const effective = effectiveOf(from);
      return isRefusal(effective) ? effective : { action: 'plan', plans: [plan], effective };
    },
    title: () => 'Change plan',
  }),
  hold: define({
    label: 'Hold',
    access: WRITE,
    fields: z.object({ reason }),
    show: ({ state }) =>
      field(state, 'reason', 'Reason', {
        hint: 'Their sites are suspended until you release them.',
        maxlength: 500,
        required: true,
        autofocus: true,
        autocomplete: 'off',
      }),
    read: (fields) => ({ action: 'hold', ...fields }),
    title: () => 'Hold',
  }),
  release: define({
    label: 'Release',
    access: WRITE,
    fields: z.object({}),
    show: () => <p>Holds end. Sites are reactivated where the balance allows it.</p>,
    read: () => ({ action: 'release' }),
    title: () => 'Release',
  }),
} as const;

export type ConsoleBulkName = keyof typeof CONSOLE_BULKS;

export const CONSOLE_BULK_NAMES = Object.keys(CONSOLE_BULKS) as readonly ConsoleBulkName[];
