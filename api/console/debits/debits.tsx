import { z } from '@hono/zod-openapi';
import { COLLECTORS, DEBIT_STATES } from '../../../src/billing/debits/debit.js';
import { describeReturn } from '../../../src/billing/debits/returnCodes.js';
import { formatAmount } from '../../../src/core/values/money.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { cancelDebit } from '../../../src/payments/debits/changeDebit.js';
import { changeDirectDebit, loadDirectDebit } from '../../../src/payments/debits/changeDirectDebit.js';
import { creditByHand, returnByHand } from '../../../src/payments/debits/concludeDebit.js';
import { loadTenantDebits } from '../../../src/payments/debits/loadDebits.js';
import {
  loadDebitFiles,
  makeDebitFile,
  refuseDebitFile,
} from '../../../src/payments/debits/makeDebitFile.js';
import type { DebitFile } from '../../../src/store/debits/debitFiles.js';
import type { ListedDebit } from '../../../src/store/debits/debits.js';
import { debitFile } from '../../documents/debitFile.js';
import {
  definePage,
  type FormState,
  type PageCall,
  type PageContent,
  redirectTo,
  UNTOUCHED,
} from '../../web/page.js';
import { ActionButton, field, Form } from '../../web/parts/forms.js';
import { Empty, Head, Pill, When } from '../../web/parts/parts.js';

const BASE = '/sites/{slug}/console/debits';
const SETTINGS = '/sites/{slug}/console/settings/direct-debit';
const SHOWN = 50;

const money = (minor: bigint): string => `${formatAmount(minor, 'EUR')} EUR`;

/** Direct debits of all clients, the files for the owner's bank, and the settings for both. */
export const debitPages = [
  definePage({
    method: 'get',
    path: BASE,
    access: 'entries.read',
    impersonation: 'open',
    query: z.strictObject({ before: z.uuid().optional() }),
    handle: async ({ context, session, slug, query: { before } }) => {
      const found = await loadTenantDebits(context, { states: DEBIT_STATES, limit: SHOWN + 1, before });
      const files = await loadDebitFiles(context, { limit: 10 });
      const mayWrite = session.permissions.has('payments.write') && session.impersonator === null;
      return showDebits({ slug, found, files, mayWrite });
    },
  }),
  definePage({
    method: 'post',
    path: `${BASE}/files`,
    access: 'payments.write',
    form: z.strictObject({ all: z.literal('yes').optional() }),
    handle: async ({ context, deps, form, slug }) => {
      const file = await makeDebitFile({ ...context, secrets: deps.secrets }, { all: form.all === 'yes' });
      if (isRefusal(file)) return file;
      return redirectTo(`/sites/${slug}/console/debits`, `File ${file.number} is made. Download it below.`);
    },
  }),
  definePage({
    method: 'get',
    path: `${BASE}/files/{id}`,
    access: 'payments.write',
    handle: ({ context, params }) => debitFile(context, params['id'] ?? ''),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/files/{id}/refuse`,
    access: 'payments.write',
    handle: async ({ context, params, slug }) => {
      const file = await refuseDebitFile(context, params['id'] ?? '', { reason: 'refused by the bank' });
      if (isRefusal(file)) return file;
      return redirectTo(`/sites/${slug}/console/debits`, 'Its debits can be in another file now.');
    },
  }),
  ...(['cancel', 'credit', 'return'] as const).map((step) =>
    definePage({
      method: 'post',
      path: `${BASE}/{id}/${step}`,
      access: 'payments.write',
      handle: async ({ context, params, slug }) => {
        const id = params['id'] ?? '';
        const done = await STEPS[step](context, id);
        return isRefusal(done) ? done : redirectTo(`/sites/${slug}/console/debits`, SAID[step]);
      },
    }),
  ),
  definePage({
    method: 'get',
    path: SETTINGS,
    access: 'settings.write',
    handle: (call) => showSettings(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: SETTINGS,
    access: 'settings.write',
    form: z.strictObject({
      enabled: z.enum(['yes', 'no']),
      collector: z.enum(COLLECTORS),
      creditorId: z.string().max(60),
      noticeDays: z
        .string()
        .trim()
        .regex(/^\d{1,2}$/, 'must be a whole number')
        .transform(Number),
      returnFee: z.string().max(20),
      holdsSuspension: z.enum(['yes', 'no']),
    }),
    handle: async ({ context, form, slug }) => {
      const changed = await changeDirectDebit(context, {
        ...form,
        enabled: form.enabled === 'yes',
        holdsSuspension: form.holdsSuspension === 'yes',
      });
      return isRefusal(changed)
        ? changed
        : redirectTo(`/sites/${slug}/console/settings/direct-debit`, 'Settings saved.');
    },
    onError: showSettings,
  }),
];

type Step = (context: PageCall['context'], id: string) => Promise<unknown>;

const STEPS: Readonly<Record<'cancel' | 'credit' | 'return', Step>> = {
  cancel: (context, id) => cancelDebit(context, id, 'owner'),
  credit: (context, id) => creditByHand(context, id),
  return: (context, id) => returnByHand(context, id),
};

const SAID = {
  cancel: 'The direct debit is called off.',
  credit: 'The payment is posted.',
  return: 'The direct debit has come back.',
} as const;

interface DebitsProps {
  readonly slug: string;
  readonly found: readonly ListedDebit[];
  readonly files: readonly DebitFile[];
  readonly mayWrite: boolean;
}

const LABELS: Readonly<Record<ListedDebit['state'], string>> = {
  announced: 'Announced',
  submitted: 'Handed in',
  paid: 'Paid',
  returned: 'Returned',
  failed: 'Failed',
  cancelled: 'Called off',
};

function showDebits({ slug, found, files, mayWrite }: DebitsProps): PageContent {
  const base = `/sites/${slug}/console`;
  const shown = found.slice(0, SHOWN);
  const last = found.length > SHOWN ? shown.at(-1) : undefined;
  const body = (
    <>
      <Head
        title={shown.length === 0 ? 'No direct debits yet' : 'Direct debits'}
        lead="A debit is money only when your bank has credited it."
      />
      {mayWrite && <ActionButton action={`${base}/debits/files`} label="Make file for the bank" first />}
      {shown.length === 0 ? (
        <Empty>
          <p>
            Clients can give a mandate once you turn it on under{' '}
            <a href={`${base}/settings/direct-debit`}>Settings</a>.
          </p>
        </Empty>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Client</th>
                <th scope="col" class="num">
                  Amount
                </th>
                <th scope="col">Collected on</th>
                <th scope="col">State</th>
                <th scope="col">Steps</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((debit) => (
                <tr>
                  <td>
                    <a href={`${base}/accounts/${debit.accountId}`}>{debit.accountName}</a>
                  </td>
                  <td class="num">{money(debit.amount)}</td>
                  <td>{debit.collectOn}</td>
                  <td>{stateText(debit)}</td>
                  <td>{mayWrite && <Steps debit={debit} base={`${base}/debits/${debit.id}`} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {last !== undefined && (
        <p class="more">
          <a href={`${base}/debits?before=${last.id}`}>Older ones</a>
        </p>
      )}
      {files.length > 0 && <Files files={files} base={`${base}/debits/files`} mayWrite={mayWrite} />}
    </>
  );
  return { title: 'Direct debits', body };
}

function stateText({ state, returnCode }: ListedDebit): string {
  if (state !== 'returned' && state !== 'failed') return LABELS[state];
  const code = returnCode === null ? '' : ` (${returnCode})`;
  return `${LABELS[state]}${code}: ${describeReturn('en', returnCode)}`;
}

function Steps({ debit, base }: { readonly debit: ListedDebit; readonly base: string }) {
  const { state, accountName: about } = debit;
  if (state === 'announced')
    return <ActionButton action={`${base}/cancel`} label="Call off" about={about} danger />;
  return (
    <>
      {state === 'submitted' && <ActionButton action={`${base}/credit`} label="Credited" about={about} />}
      {(state === 'submitted' || state === 'paid') && (
        <ActionButton action={`${base}/return`} label="Returned" about={about} danger />
      )}
    </>
  );
}

function Files({
  files,
  base,
  mayWrite,
}: {
  readonly files: readonly DebitFile[];
  readonly base: string;
  readonly mayWrite: boolean;
}) {
  return (
    <>
      <h2>Files for the bank</h2>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Made</th>
              <th scope="col" class="num">
                Debits
              </th>
              <th scope="col" class="num">
                Sum
              </th>
              <th scope="col">Steps</th>
            </tr>
          </thead>
          <tbody>
            {files.map((file) => (
              <tr>
                <td>
                  {mayWrite ? (
                    <a href={`${base}/${file.id}`}>{`File ${file.number}`}</a>
                  ) : (
                    `File ${file.number}`
                  )}
                </td>
                <td>
                  <When at={file.createdAt} />
                </td>
                <td class="num">{file.debits}</td>
                <td class="num">{money(file.total)}</td>
                <td>
                  {file.refusedAt !== null ? (
                    <Pill tone="bad">Refused by the bank</Pill>
                  ) : (
                    mayWrite && (
                      <ActionButton
                        action={`${base}/${file.id}/refuse`}
                        label="Refused by the bank"
                        about={`file ${file.number}`}
                      />
                    )
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const YES_NO = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];

async function showSettings({ context, slug }: PageCall, state: FormState): Promise<PageContent | Refusal> {
  const now = await loadDirectDebit(context);
  const yes = (is: boolean): string => (is ? 'yes' : 'no');
  const body = (
    <>
      <Head
        title="Direct debit"
        lead="Clients give a mandate on a page of theirs. Debits go to your own bank as a file; the money goes to the bank account under Your business."
      />
      <Form action={`/sites/${slug}/console/settings/direct-debit`} state={state}>
        {field(state, 'enabled', 'Clients can give a mandate', { options: YES_NO, value: yes(now.enabled) })}
        {field(state, 'collector', 'Who collects', {
          options: [
            { value: 'bank', label: 'Your own bank, from a file' },
            { value: 'stripe', label: 'Stripe' },
            { value: 'mollie', label: 'Mollie' },
          ],
          value: now.collector,
        })}
        {field(state, 'creditorId', 'Creditor identifier', {
          value: now.creditorId,
          hint: 'Your central bank issues it, such as DE98ZZZ09999999999.',
        })}
        {field(state, 'noticeDays', 'Days of notice', {
          value: String(now.noticeDays),
          hint: 'So many days ahead a client is told of each debit. It is part of the mandate.',
        })}
        {field(state, 'returnFee', 'Fee for a returned debit, in EUR', {
          value: now.returnFee,
          hint: 'Before tax. Leave it empty to charge nothing.',
        })}
        {field(state, 'holdsSuspension', 'A pending debit holds a suspension off', {
          options: YES_NO,
          value: yes(now.holdsSuspension),
        })}
        <button type="submit" class="first">
          Save
        </button>
      </Form>
    </>
  );
  return { title: 'Direct debit', body };
}
