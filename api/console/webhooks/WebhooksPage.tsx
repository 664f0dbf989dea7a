import { EVENT_TYPES, type EventType } from '../../../src/core/values/eventTypes.js';
import type { MadeEndpoint } from '../../../src/events/manageEndpoints.js';
import { isReceived } from '../../../src/events/postEvent.js';
import type { WebhookAnswer, WebhookEndpoint } from '../../../src/store/events/endpoints.js';
import type { FormState, PageContent } from '../../web/page.js';
import { ActionButton, field, Form, FormActions } from '../../web/parts/forms.js';
import { counted, Empty, Head, Pill, When } from '../../web/parts/parts.js';

type Shown = WebhookEndpoint & { readonly answers: readonly WebhookAnswer[] };

interface WebhooksProps {
  readonly slug: string;
  readonly endpoints: readonly Shown[];
  readonly state: FormState;
}

const TYPES: Readonly<Record<EventType, string>> = {
  'invoice.issued': 'An invoice or a credit note was issued',
  'receipt.issued': 'A receipt was issued',
  'payment.received': 'A payment was posted',
  'account.suspended': 'An account was suspended',
  'account.reactivated': 'An account was reactivated',
  'notice.sent': 'A warning or an all-clear was sent',
};

/** The endpoints that events are sent to, with their last answers. */
export function webhooksPage({ slug, endpoints, state }: WebhooksProps): PageContent {
  const base = `/sites/${slug}/console/settings/webhooks`;
  const failing = endpoints.filter(({ failures, offReason }) => failures > 0 || isBroken(offReason)).length;
  const body = (
    <>
      <Head
        title={
          failing > 0
            ? counted(failing, 'endpoint does not answer', 'endpoints do not answer')
            : counted(endpoints.length, 'webhook endpoint', 'webhook endpoints')
        }
        lead="Your programs get events as signed messages (Standard Webhooks), in their order. What is not received is sent again; after five days the endpoint is turned off, and you get an email."
      />
      {endpoints.length === 0 && (
        <Empty>
          <p>
            Add the address of your program below. Without an endpoint, programs can read{' '}
            <code>GET /v1/events</code>.
          </p>
        </Empty>
      )}
      {endpoints.map((endpoint) => (
        <Endpoint base={base} endpoint={endpoint} />
      ))}
      <section>
        <h2>New endpoint</h2>
        <Form action={base} state={state}>
          {field(state, 'url', 'URL', {
            required: true,
            maxlength: 2_000,
            hint: 'The address of your program. It gets the events from now on.',
          })}
          <fieldset>
            <legend>Events</legend>
            <div class="choices">
              {EVENT_TYPES.map((type) => (
                <label>
                  <input type="checkbox" name="types" value={type} />
                  <span>
                    {TYPES[type]}
                    <small>{type}</small>
                  </span>
                </label>
              ))}
            </div>
            <p class="small quiet">Select none to get all, including those that are added later.</p>
          </fieldset>
          <FormActions submit="Add endpoint" />
        </Form>
      </section>
    </>
  );
  return { title: 'Webhooks', body };
}

function isBroken(reason: WebhookEndpoint['offReason']): boolean {
  return reason === 'failed' || reason === 'gone';
}

function Endpoint({ base, endpoint }: { readonly base: string; readonly endpoint: Shown }) {
  const { id, url, types, offReason, failures, retryAt, answers } = endpoint;
  const { host } = new URL(url);
  const own = `${base}/${id}`;
  return (
    <section>
      <h2>
        {host} <State endpoint={endpoint} />
      </h2>
      <p class="small quiet">
        <code>{url}</code> · {types === null ? 'all events' : types.join(', ')}
        {failures > 0 && offReason === null && retryAt !== null && (
          <>
            {' '}
            · next attempt <When at={retryAt} />
          </>
        )}
      </p>
      <div class="actions">
        <ActionButton action={`${own}/test`} label="Send a test event" about={`to ${host}`} />
        <ActionButton
          action={`${own}/turn`}
          label={offReason === null ? 'Turn off' : 'Turn on'}
          about={host}
          hidden={{ enabled: offReason === null ? 'no' : 'yes' }}
        />
        <ActionButton action={`${own}/rotate`} label="Replace secret" about={`of ${host}`} />
        <a class="button" href={`${own}/delete`}>
          Delete<span class="hidden"> {host}</span>
        </a>
      </div>
      {answers.length === 0 ? (
        <p class="quiet">Nothing was sent yet.</p>
      ) : (
        <AnswerTable own={own} answers={answers} />
      )}
    </section>
  );
}

function State({ endpoint: { offReason, failures } }: { readonly endpoint: WebhookEndpoint }) {
  if (offReason === 'owner') return <Pill tone="held">Off</Pill>;
  if (offReason === 'gone') return <Pill tone="bad">Turned off: gone</Pill>;
  if (offReason === 'failed') return <Pill tone="bad">Turned off: no answer</Pill>;
  return failures > 0 ? <Pill tone="bad">Not received</Pill> : <Pill tone="good">On</Pill>;
}

function AnswerTable({ own, answers }: { readonly own: string; readonly answers: readonly WebhookAnswer[] }) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">Sent</th>
          <th scope="col">Answer</th>
          <th scope="col" class="does">
            <span class="hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {answers.map((answer) => (
          <tr>
            <td>{answer.type}</td>
            <td data-label="Sent">
              <When at={answer.at} />
            </td>
            <td data-label="Answer">
              <span>
                {isReceived(answer) ? '' : 'Not received: '}
                {answer.status ?? answer.error} <small class="quiet">({answer.tookMs} ms)</small>
              </span>
            </td>
            <td class="does">
              {answer.eventId !== null && (
                <ActionButton
                  action={`${own}/send`}
                  label="Send again"
                  about={answer.type}
                  hidden={{ eventId: answer.eventId }}
                />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The secret is shown in the response itself: it must not be stored anywhere it could be read again. */
export function secretPage(slug: string, { endpoint, secret }: MadeEndpoint): PageContent {
  const body = (
    <>
      <Head
        title={`The secret of ${new URL(endpoint.url).host}`}
        lead="Copy it now. It cannot be shown again. Your program checks the signature of each message with it."
      />
      <div class="once">
        <p class="code">{secret}</p>
      </div>
      {endpoint.sealedBefore !== null && (
        <p>For 24 hours, messages are signed with the former secret, too.</p>
      )}
      <div class="actions">
        <a class="button first" href={`/sites/${slug}/console/settings/webhooks`}>
          Done
        </a>
      </div>
    </>
  );
  return { title: 'Webhook secret', body };
}
