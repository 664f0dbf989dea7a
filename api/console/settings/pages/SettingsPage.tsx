import { formatIban } from '../../../../src/core/values/bankAccount.js';
import type { SiteSettings } from '../../../../src/store/sites/sites.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { field, Form } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';

interface SettingsProps {
  readonly slug: string;
  readonly settings: SiteSettings & { readonly name: string };
  readonly state: FormState;
}

/** The business's details, and the defaults. */
export function settingsPage({ slug, settings, state }: SettingsProps): PageContent {
  const base = `/sites/${slug}/console/settings`;
  const body = (
    <>
      <Head
        title={formatMissingSettings(settings)}
        lead="Shown to clients in emails, on statements and on the suspension page."
      />
      <Form action={base} state={state} kind="wide">
        <div class="columns">
          <Business settings={settings} state={state} />
          <Money settings={settings} state={state} />
        </div>
        <section id="suspended">
          <h2>Suspension page</h2>
          <p class="lead">Visitors see this page instead of the suspended site. It never mentions money.</p>
          <div class="columns">
            <div>
              {field(state, 'suspendedWords', 'Your text', {
                value: settings.suspendedWords ?? '',
                rows: 6,
                hint: 'Replaces the default text. Plain text. A blank line starts a new paragraph.',
              })}
              <div class="actions">
                <button type="submit" class="first">
                  Save
                </button>
              </div>
            </div>
            <iframe
              class="email short"
              title="Suspension page, as saved"
              src={`${base}/suspended-page`}
              sandbox=""
              loading="lazy"
            />
          </div>
        </section>
      </Form>
    </>
  );
  return { title: 'Settings', body, frames: true };
}

/** The first missing setting that a client would notice. */
function formatMissingSettings({
  email = '',
  paymentInstructions = '',
  bankAccount = null,
}: SiteSettings): string {
  if (paymentInstructions === '' && bankAccount === null) return 'Add how clients can pay you';
  return email === '' ? 'Add how clients can reach you' : 'Clients can pay and reach you';
}

type PartProps = Pick<SettingsProps, 'settings' | 'state'>;

function Business({ settings, state }: PartProps) {
  return (
    <div>
      <h2>Business</h2>
      {field(state, 'name', 'Name', {
        value: settings.name,
        maxlength: 200,
        required: true,
        hint: 'The sender of emails and statements, and the title of these pages.',
      })}
      {field(state, 'email', 'Reply-to address', {
        type: 'email',
        value: settings.email ?? '',
        maxlength: 254,
      })}
      {field(state, 'phone', 'Phone', { value: settings.phone ?? '', maxlength: 50 })}
      {field(state, 'address', 'Address', { value: settings.address ?? '', rows: 3 })}
      {field(state, 'taxNumber', 'Tax number', {
        value: settings.taxNumber ?? '',
        maxlength: 50,
        hint: 'Shown on statements.',
      })}
    </div>
  );
}

function Money({ settings, state }: PartProps) {
  return (
    <div>
      <h2>Payment and billing</h2>
      {field(state, 'bankHolder', 'Account holder', {
        value: settings.bankAccount?.holder ?? '',
        maxlength: 70,
      })}
      {field(state, 'bankIban', 'IBAN', {
        value: formatIban(settings.bankAccount?.iban ?? ''),
        maxlength: 50,
        hint: 'Clients see it with a code for their banking app, which fills in the amount and the reference (EUR only).',
      })}
      {field(state, 'bankBic', 'BIC', {
        value: settings.bankAccount?.bic ?? '',
        maxlength: 20,
        hint: 'Only needed for banks outside the European Economic Area.',
      })}
      {field(state, 'paymentInstructions', 'Other ways to pay', {
        value: settings.paymentInstructions ?? '',
        rows: 4,
        hint: 'How to pay without an online payment. Shown in emails with the client’s reference.',
      })}
      {field(state, 'defaultCreditLimit', 'Credit limit of new accounts', {
        value: settings.defaultCreditLimit ?? '',
        maxlength: 20,
        hint: 'Used if the plan has no credit limit. Empty: 0.',
      })}
      <div class="row">
        {field(state, 'taxName', 'Tax of new accounts', {
          value: settings.taxName ?? '',
          maxlength: 20,
          hint: 'Such as VAT.',
        })}
        {field(state, 'taxPercent', 'Percent', {
          value: settings.taxPercent ?? '',
          maxlength: 20,
          hint: 'Existing accounts keep their tax.',
        })}
      </div>
      <div class="row">
        {field(state, 'breakerPercent', 'Pause suspensions above (percent)', {
          value: settings.breakerPercent ?? '',
          maxlength: 3,
          hint: 'Percent of active clients within one hour. Empty: 20. 100: never pause.',
        })}
        {field(state, 'breakerAtLeast', 'And at least (clients)', {
          value: settings.breakerAtLeast ?? '',
          maxlength: 6,
          hint: 'Number of clients within one hour. Empty: 5.',
        })}
      </div>
      {field(state, 'promiseDays', 'Days of more time that clients may ask for', {
        value: settings.promiseDays ?? '',
        maxlength: 2,
        hint: 'On the payment page, when a suspension is near or done. You get an email. Empty or 0: none.',
      })}
      <div class="row">
        {field(state, 'promiseEveryDays', 'Ask again after (days)', {
          value: settings.promiseEveryDays ?? '',
          maxlength: 3,
          hint: 'Empty: 90.',
        })}
        {field(state, 'promiseUpTo', 'If they owe at most', {
          value: settings.promiseUpTo ?? '',
          maxlength: 20,
          hint: 'In the account’s currency. Empty: any.',
        })}
      </div>
      {field(state, 'lateUsageDays', 'Late usage after closing (days)', {
        value: settings.lateUsageDays ?? '',
        maxlength: 2,
        hint: 'How long usage from before the closing is still charged when it is reported late. Empty: 7. 0: never.',
      })}
    </div>
  );
}
