import type { Instant } from '../../../../src/core/values/zone.js';
import type { BulkEffect, BulkPreview } from '../../../../src/tasks/bulk/previewBulk.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { Form, FormActions } from '../../../web/parts/forms.js';
import { Head, Pill } from '../../../web/parts/parts.js';
import { Amount, Day, plural } from '../list/format.js';
import { CONSOLE_BULKS, type ConsoleBulkName, type FormData } from './bulkActions.js';

const SHOWN_MAX = 200;

interface CommonProps {
  readonly name: ConsoleBulkName;
  readonly accounts: readonly string[];
  /** `/sites/{slug}/console/` */
  readonly base: string;
  /** The list that it came from. */
  readonly back: string;
  /** That list's view, as in its address. */
  readonly view: string;
}

const clients = (count: number): string => plural(count, 'client');

/** Asks what the action needs to know, for the chosen clients. */
export function bulkFormPage({ data, ...props }: CommonProps & { readonly data: FormData }): PageContent {
  const { name, accounts, base, back } = props;
  const { label, show } = CONSOLE_BULKS[name];
  const body = (
    <>
      <Head
        title={`${label}: ${clients(accounts.length)}`}
        lead="Nothing is done yet. The preview shows the effect on each client."
        up={{ href: back, label: 'Clients' }}
      />
      <Form action={`${base}bulk/${name}/confirm`} state={data.state}>
        <Chosen {...props} />
        <input type="hidden" name="step" value="preview" />
        {show(data)}
        <FormActions submit="Preview" back={back} />
      </Form>
    </>
  );
  return { title: label, body };
}

function Chosen({ accounts, view }: Pick<CommonProps, 'accounts' | 'view'>) {
  return (
    <>
      <input type="hidden" name="view" value={view} />
      {accounts.map((id) => (
        <input type="hidden" name="account" value={id} />
      ))}
    </>
  );
}

interface PreviewProps extends CommonProps {
  readonly preview: BulkPreview;
  /** The fields of the action. */
  readonly values: Readonly<Record<string, string>>;
  readonly title: string;
  readonly key: string;
  readonly now: Instant;
  readonly state: FormState;
}

/** The effect on each client, computed and not done; the button does it. */
export function bulkPreviewPage(props: PreviewProps): PageContent {
  const { name, base, back, preview, values, title, key, now, state } = props;
  const { effects, totals, counts } = preview;
  const isMoney = totals.some(({ amount }) => amount !== 0n);
  const body = (
    <>
      <Head
        title={`${title}: ${clients(counts.done)}`}
        lead="Nothing is done yet."
        up={{ href: back, label: 'Clients' }}
      />
      <ul class="notes">
        {isMoney &&
          totals.map(({ currency, amount, accounts }) => (
            <li>
              <strong>
                {formatMoney(amount < 0n ? -amount : amount, currency)} {currency}
              </strong>{' '}
              {amount < 0n ? 'charged to' : 'credited to'} {clients(accounts)}, tax included
            </li>
          ))}
        {counts.suspended > 0 && (
          <li>
            <Pill tone="bad">Suspends</Pill> {clients(counts.suspended)} would be suspended at once
          </li>
        )}
        {counts.refused > 0 && (
          <li>
            <Pill tone="warning">Left out</Pill> {clients(counts.refused)}, for the reasons below
          </li>
        )}
      </ul>
      {counts.done > 0 ? (
        <Form action={`${base}bulk/${name}/confirm`} state={state}>
          <Chosen {...props} />
          {Object.entries(values).map(([field, value]) => (
            <input type="hidden" name={field} value={value} />
          ))}
          <input type="hidden" name="step" value="do" />
          <input type="hidden" name="key" value={key} />
          <FormActions
            submit={`${CONSOLE_BULKS[name].label}: ${clients(counts.done)}`}
            back={back}
            danger={counts.suspended > 0}
          />
        </Form>
      ) : (
        <p>
          Nothing can be done for these clients. <a href={back}>Back to the list</a>
        </p>
      )}
      <table class="wide">
        <thead>
          <tr>
            <th scope="col">Client</th>
            <th scope="col" class="amount">
              Amount
            </th>
            <th scope="col" class="amount">
              Balance before
            </th>
            <th scope="col" class="amount">
              Balance after
            </th>
            <th scope="col">Limit date before</th>
            <th scope="col">Limit date after</th>
            <th scope="col">Effect</th>
          </tr>
        </thead>
        <tbody>
          {[...effects]
            .sort((one, other) => weight(other) - weight(one))
            .slice(0, SHOWN_MAX)
            .map((effect) => (
              <EffectRow effect={effect} base={base} now={now} />
            ))}
        </tbody>
      </table>
      {effects.length > SHOWN_MAX && <p class="quiet">And {effects.length - SHOWN_MAX} more.</p>}
    </>
  );
  return { title, body };
}

/** What the owner must see stands first. */
function weight({ refused, becomes }: BulkEffect): number {
  return refused !== null ? 2 : becomes === null ? 0 : 1;
}

interface RowProps {
  readonly effect: BulkEffect;
  readonly base: string;
  readonly now: Instant;
}

function EffectRow({ effect, base, now }: RowProps) {
  const { accountId, name, currency, timeZone, refused, amount, before, after, becomes } = effect;
  const money = (minor: bigint) => <Amount minor={minor} currency={currency} named />;
  const day = (at: Instant | null) =>
    at === null ? <span class="quiet">–</span> : <Day at={at} timeZone={timeZone} now={now} />;
  return (
    <tr>
      <td>
        <a href={`${base}accounts/${accountId}`}>
          <strong>{name}</strong>
        </a>
      </td>
      <td class="amount" data-label="Amount">
        {amount === 0n ? <span class="quiet">–</span> : money(amount)}
      </td>
      <td class="amount" data-label="Balance before">
        {money(before.balance)}
      </td>
      <td class="amount" data-label="Balance after">
        {money(after.balance)}
      </td>
      <td class="when" data-label="Limit date before">
        {day(before.limitDate)}
      </td>
      <td class="when" data-label="Limit date after">
        {day(after.limitDate)}
      </td>
      <td data-label="Effect">
        {refused !== null && (
          <>
            <Pill tone="warning">Left out</Pill> {refused}
          </>
        )}
        {becomes === 'suspended' && <Pill tone="bad">Suspended at once</Pill>}
        {becomes === 'active' && <Pill tone="good">Reactivated</Pill>}
        {refused === null && becomes === null && <span class="quiet">–</span>}
      </td>
    </tr>
  );
}
