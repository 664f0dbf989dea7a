import type { AccountDetails } from '../../../../src/accounts/loadAccount.js';
import type { UsageTotal } from '../../../../src/store/usage/usage.js';
import type { DayChange, VoidPreview } from '../../../../src/usage/previewVoid.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { FormState, PageCall, PageContent } from '../../../web/page.js';
import { Confirm, field } from '../../../web/parts/forms.js';
import { formatDate, formatDateTime, plural } from '../../accounts/list/format.js';
import { accountPath } from '../../accounts/pages/accountPath.js';
import type { ShownMeter } from '../../accounts/pages/accountProps.js';
import { exactQuantity, meterNamed } from '../quantities.js';
import { eventValue } from './UsageEventsPage.js';
import { countedOn } from './UsagePage.js';

interface VoidProps {
  readonly call: PageCall;
  readonly account: AccountDetails;
  readonly preview: VoidPreview;
  readonly meters: readonly ShownMeter[];
  readonly state: FormState;
}

/** The confirmation before events are voided: each day before and after, and the change in money. */
export function voidPage({ call, account, preview, meters, state }: VoidProps): PageContent {
  const path = `${accountPath(call, account)}/usage`;
  const { events, days } = preview;
  const [first] = events;
  const question =
    first !== undefined && events.length === 1
      ? `Void the event ${first.eventId} of ${first.source}?`
      : `Void ${plural(events.length, 'usage event')}?`;
  const body = (
    <Confirm
      question={question}
      effects={[
        ...days.map((change) => formatDayChange(change, meters)),
        ...moneyEffects(preview, account),
        ...preview.rejected.map(({ id, reason }) => `${id} cannot be voided: ${reason}.`),
        'This cannot be undone. To report the correct quantity, send an event with a new id.',
      ]}
      action={`${path}/void`}
      button={events.length === 1 ? 'Void the event' : 'Void the events'}
      back={path}
      state={state}
    >
      <details>
        <summary>{plural(events.length, 'event')}</summary>
        <ul>
          {events.map((event) => (
            <li>
              {formatDateTime(event.occurredAt, account.timeZone)}:{' '}
              {exactQuantity(event.quantity, meterNamed(meters, event.meter))}, {event.source} {event.eventId}
            </li>
          ))}
        </ul>
      </details>
      {events.map((event) => (
        <input type="hidden" name="events" value={eventValue(event)} />
      ))}
      <input type="hidden" name="confirmed" value="yes" />
      {field(state, 'reason', 'Reason', {
        hint: 'Shown in the audit log and next to the charge. Not shown to the client.',
        maxlength: 500,
        autocomplete: 'off',
        required: true,
      })}
    </Confirm>
  );
  return { title: 'Void usage events', body };
}

function formatDayChange(
  { siteSlug, meter: name, day, before, after }: DayChange,
  meters: readonly ShownMeter[],
) {
  const meter = meters.find((one) => one.name === name);
  const words = (reading: UsageTotal | undefined): string =>
    reading === undefined ? 'nothing' : exactQuantity(countedOn(reading, meter), meter ?? { name });
  return `${meter?.title ?? name} of ${siteSlug} on ${formatDate(day)}: ${words(before)} before, ${words(after)} after.`;
}

function moneyEffects({ accrued, corrections }: VoidPreview, { currency }: AccountDetails): string[] {
  const money = (minor: bigint): string => `${formatMoney(minor, currency)} ${currency}`;
  const open =
    accrued.before === accrued.after
      ? []
      : [`Usage not yet charged: ${money(accrued.before)} before, ${money(accrued.after)} after.`];
  const settled = corrections.map(({ description, minor }) =>
    minor < 0n
      ? `“${description}” will be posted: ${money(-minor)} credited to the client, tax included.`
      : `“${description}” will be posted: ${money(minor)} charged to the client, tax included.`,
  );
  const effects = [...open, ...settled];
  return effects.length === 0 ? ['No amount changes.'] : effects;
}
