import type { Session } from '../../../../src/auth/sessions/session.js';
import type { SilentSite } from '../../../../src/store/usage/silentMeters.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { field, Form } from '../../../web/parts/forms.js';
import { counted, Head, Pill } from '../../../web/parts/parts.js';
import { formatDate } from '../../accounts/list/format.js';

interface ShownMeter {
  readonly name: string;
  readonly title: string;
  readonly aggregation: keyof typeof AGGREGATIONS;
  readonly unit: string;
  readonly chargeable: boolean;
  readonly builtIn: boolean;
}

interface MetersProps {
  readonly session: Session;
  readonly meters: readonly ShownMeter[];
  readonly silentMeters: readonly SilentSite[];
  readonly state: FormState;
}

const AGGREGATIONS = {
  sum: 'sum',
  max: 'maximum',
  last: 'last value',
  average: 'average of the days',
} as const;

/** The meters, and how each turns days into a period's quantity. */
export function metersPage({ session, meters, silentMeters, state }: MetersProps): PageContent {
  const { slug } = session.site;
  const own = meters.filter(({ builtIn }) => !builtIn).length;
  const body = (
    <>
      <Head
        title={`${counted(meters.length, 'meter', 'meters')}, ${own === 0 ? 'none' : own} of your own`}
        lead="Sites report usage to meters. Plans set a price for each meter."
      />
      <SilentMeters silentMeters={silentMeters} slug={slug} />
      <MeterTable meters={meters} />
      {session.permissions.has('meters.write') && (
        <section>
          <h2>Add meter</h2>
          <p class="lead">Such as users (maximum) or sales (sum).</p>
          <MeterForm slug={slug} state={state} />
        </section>
      )}
    </>
  );
  return { title: 'Meters', body };
}

/** Silent meters, shown first while there are any. */
function SilentMeters({ silentMeters, slug }: Pick<MetersProps, 'silentMeters'> & { readonly slug: string }) {
  if (silentMeters.length === 0) return null;
  return (
    <section>
      <h2>{counted(silentMeters.length, 'meter has', 'meters have')} stopped reporting</h2>
      <p class="lead">
        Forecasts assume that usage continues as before. Nothing is charged without reports. Usage that is
        reported later is charged as usual.
      </p>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Site</th>
            <th scope="col">Meter</th>
            <th scope="col">Last report on</th>
          </tr>
        </thead>
        <tbody>
          {silentMeters.map(({ siteName, accountId, accountName, meterTitle, lastDay }) => (
            <tr>
              <td>
                <a href={`/sites/${slug}/console/accounts/${accountId}`}>
                  <strong>{siteName}</strong>
                </a>
                <span class="sub">{accountName}</span>
              </td>
              <td data-label="Meter">{meterTitle}</td>
              <td data-label="Last report on">{formatDate(lastDay)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function MeterTable({ meters }: Pick<MetersProps, 'meters'>) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Meter</th>
          <th scope="col">Aggregation</th>
          <th scope="col">Unit</th>
          <th scope="col">Billable</th>
        </tr>
      </thead>
      <tbody>
        {meters.map(({ name, title, aggregation, unit, chargeable, builtIn }) => (
          <tr>
            <td>
              <strong>{title}</strong>
              <span class="sub">
                {name}
                {builtIn && ', built in'}
              </span>
            </td>
            <td data-label="Aggregation">{AGGREGATIONS[aggregation]}</td>
            <td data-label="Unit">{unit === '' ? 'a count' : unit}</td>
            <td data-label="Billable">
              {chargeable ? <Pill tone="good">Yes</Pill> : <Pill tone="held">Information only</Pill>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function MeterForm({ slug, state }: { readonly slug: string; readonly state: FormState }) {
  return (
    <Form action={`/sites/${slug}/console/settings/meters`} state={state}>
      {field(state, 'title', 'Name', { required: true, maxlength: 100, autocomplete: 'off' })}
      {field(state, 'name', 'Short name', {
        required: true,
        maxlength: 63,
        autocomplete: 'off',
        hint: 'Used in usage reports: lower-case letters, digits, dots, hyphens and underscores. It cannot be changed later.',
      })}
      {field(state, 'aggregation', 'Aggregation', {
        options: Object.entries(AGGREGATIONS).map(([value, label]) => ({ value, label })),
      })}
      {field(state, 'unit', 'Unit', {
        maxlength: 30,
        hint: 'Such as bytes. Empty: a count.',
        autocomplete: 'off',
      })}
      <label class="choice">
        <input type="checkbox" name="chargeable" value="yes" checked />
        <span>Plans can set a price</span>
      </label>
      <div class="actions">
        <button type="submit" class="first">
          Add meter
        </button>
      </div>
    </Form>
  );
}
