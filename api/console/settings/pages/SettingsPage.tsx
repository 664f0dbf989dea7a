import type { SiteSettings } from '../../../../src/store/sites/sites.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { Field, Form, TextArea } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import { SettingsTabs } from './SettingsTabs.js';

interface SettingsProps {
  readonly slug: string;
  readonly settings: SiteSettings & { readonly name: string };
  readonly state: FormState;
}

/** What the business says of itself, and what holds where nothing else is said. */
export function settingsPage({ slug, settings, state }: SettingsProps): PageContent {
  const base = `/sites/${slug}/console/settings`;
  const body = (
    <>
      <Head
        title={formatMissingSettings(settings)}
        lead="What clients read of you in emails, on statements and on the page of a suspended site."
      />
      <SettingsTabs slug={slug} at="" />
      <Form action={base} state={state} kind="wide">
        <div class="columns">
          <Business settings={settings} state={state} />
          <Money settings={settings} state={state} />
        </div>
        <section id="suspended">
          <h2>The page of a suspended site</h2>
          <p class="lead">Visitors see it instead of the site. It never says that money is owed.</p>
          <div class="columns">
            <div>
              <TextArea
                name="suspendedWords"
                label="Your own words"
                state={state}
                value={settings.suspendedWords ?? ''}
                rows={6}
                hint="Instead of ours, as plain text; a blank line begins a new paragraph."
              />
              <div class="actions">
                <button type="submit" class="first">
                  Save
                </button>
              </div>
            </div>
            <iframe
              class="email short"
              title="The page of a suspended site, as saved"
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

/** The first thing a client would miss. */
function formatMissingSettings({ email = '', paymentInstructions = '' }: SiteSettings): string {
  if (paymentInstructions === '') return 'Nothing says yet how clients can pay you';
  return email === ''
    ? 'Nothing says yet where clients can write to you'
    : 'Clients know how to pay and reach you';
}

type PartProps = Pick<SettingsProps, 'settings' | 'state'>;

function Business({ settings, state }: PartProps) {
  return (
    <div>
      <h2>You</h2>
      <Field
        name="email"
        label="Where clients’ answers go"
        type="email"
        state={state}
        value={settings.email ?? ''}
        maxlength={254}
      />
      <Field name="phone" label="Phone" state={state} value={settings.phone ?? ''} maxlength={50} />
      <TextArea name="address" label="Address" state={state} value={settings.address ?? ''} rows={3} />
      <Field
        name="taxNumber"
        label="Your tax number"
        state={state}
        value={settings.taxNumber ?? ''}
        maxlength={50}
        hint="Stands on statements."
      />
    </div>
  );
}

function Money({ settings, state }: PartProps) {
  return (
    <div>
      <h2>Money</h2>
      <TextArea
        name="paymentInstructions"
        label="How to pay by hand"
        state={state}
        value={settings.paymentInstructions ?? ''}
        rows={4}
        hint="Such as your bank account; stands in emails with the client’s reference."
      />
      <Field
        name="defaultCreditLimit"
        label="Credit limit of new accounts"
        state={state}
        value={settings.defaultCreditLimit ?? ''}
        maxlength={20}
        hint="Where neither their plan nor you say another. Empty: they may owe nothing."
      />
      <div class="row">
        <Field
          name="taxName"
          label="Tax of new accounts"
          state={state}
          value={settings.taxName ?? ''}
          maxlength={20}
          hint="Such as VAT."
        />
        <Field
          name="taxPercent"
          label="Per cent"
          state={state}
          value={settings.taxPercent ?? ''}
          maxlength={20}
          hint="Accounts that are there keep theirs."
        />
      </div>
      <div class="row">
        <Field
          name="breakerPercent"
          label="Pause suspensions beyond"
          state={state}
          value={settings.breakerPercent ?? ''}
          maxlength={3}
          hint="Per cent of active clients within an hour. Empty: 20. 100: never."
        />
        <Field
          name="breakerAtLeast"
          label="But not before"
          state={state}
          value={settings.breakerAtLeast ?? ''}
          maxlength={6}
          hint="So many clients. Empty: 5."
        />
      </div>
      <Field
        name="lateUsageDays"
        label="Usage reported after closing"
        state={state}
        value={settings.lateUsageDays ?? ''}
        maxlength={2}
        hint="For how many days a closed account is still charged for usage of the time before. Empty: 7. 0: not at all."
      />
    </div>
  );
}
