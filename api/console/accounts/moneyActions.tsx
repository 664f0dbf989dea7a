import { z } from '@hono/zod-openapi';
import { formatAmount, parseAmount } from '../../../src/core/values/money.js';
import { isRefusal, refuse } from '../../../src/core/values/refusal.js';
import { startOfDay } from '../../../src/core/values/zone.js';
import { postAdjustment } from '../../../src/ledger/postAdjustment.js';
import { postCharge } from '../../../src/ledger/postCharge.js';
import {
  cancelScheduledCharge,
  loadScheduledCharges,
  scheduleCharge,
} from '../../../src/ledger/scheduleCharge.js';
import { loadPaymentsLeft } from '../../../src/payments/moneyBack.js';
import { postRefund } from '../../../src/payments/postRefund.js';
import { recordPayment } from '../../../src/payments/recordPayment.js';
import { isUnusualPayment } from '../../../src/payments/unusualPayment.js';
import { category, localDate, method, text } from '../../v1/framework/fields.js';
import { defineAction, viewOf } from './action.js';
import { amount, key, optional, reference } from './fields.js';
import { formatDate, formatMajor } from './list/format.js';
import {
  cancelPlannedPage,
  chargePage,
  paymentPage,
  refundPage,
  schedulePage,
  unusualPaymentPage,
  writeOffPage,
} from './pages/moneyForms.js';

export const moneyActions = [
  ...defineAction({
    path: 'payments',
    access: 'payments.write',
    form: z.strictObject({
      key,
      amount,
      method,
      reference: optional(reference),
      receivedOn: optional(localDate),
      confirmed: optional(amount),
    }),
    show: paymentPage,
    perform: async (call, account) => {
      const { context, form } = call;
      const { receivedOn, reference: about, ...rest } = form;
      const minor = parseAmount(form.amount, account.currency);
      if (!isRefusal(minor) && isUnusualPayment(minor, account) && form.confirmed !== form.amount)
        return unusualPaymentPage(viewOf(call, account), { ...form, minor });
      const received = receivedOn === undefined ? undefined : startOfDay(receivedOn, account.timeZone);
      if (received !== undefined && received > context.now)
        return refuse('invalid', 'must not be in the future', 'receivedOn');
      const input = {
        amount: rest.amount,
        method: rest.method,
        ...(about === undefined ? {} : { reference: about }),
        ...(received === undefined ? {} : { receivedAt: received }),
      };
      const entry = await recordPayment(context, account.id, input, form.key);
      if (isRefusal(entry)) return entry;
      const tail =
        account.state === 'suspended'
          ? ' If it covers the shortfall, the site is back online in a few seconds.'
          : '';
      return `Payment of ${paid(entry)} recorded.${tail}`;
    },
  }),
  ...defineAction({
    path: 'charges',
    access: 'charges.write',
    form: z.strictObject({ key, amount, description: text(500), category }),
    show: chargePage,
    perform: async ({ context, form: { key: once, ...input } }, account) => {
      const entry = await postCharge(context, account.id, input, once);
      return isRefusal(entry) ? entry : `Charged ${paid(entry)}: ${input.description}.`;
    },
  }),
  ...defineAction({
    path: 'scheduled-charges',
    access: 'charges.write',
    form: z.strictObject({ key, amount, description: text(500), category, dueOn: localDate }),
    show: schedulePage,
    perform: async ({ context, form: { key: once, ...input } }, account) => {
      const planned = await scheduleCharge(context, account.id, input, once);
      if (isRefusal(planned)) return planned;
      return `${input.description} will be charged on ${formatDate(input.dueOn)}.`;
    },
  }),
  ...defineAction({
    path: 'scheduled-charges/{chargeId}/cancel',
    access: 'charges.write',
    form: z.strictObject({}),
    show: async (view) => {
      const found = await loadScheduledCharges(view.call.context, view.account.id);
      if (isRefusal(found)) return found;
      const charge = found.charges.find(({ id }) => id === view.call.params['chargeId']);
      const isAhead = charge?.entryId === null && charge.cancelledAt === null;
      return isAhead ? cancelPlannedPage(view, charge) : refuse('not_found', 'Scheduled charge not found.');
    },
    perform: async ({ context, params }, account) => {
      const cancelled = await cancelScheduledCharge(context, account.id, params['chargeId'] ?? '');
      return isRefusal(cancelled) ? cancelled : 'Scheduled charge cancelled.';
    },
  }),
  ...defineAction({
    path: 'refunds',
    access: 'payments.write',
    form: z.strictObject({
      key,
      amount,
      method,
      reference: optional(reference),
      payment: optional(z.string().max(64)),
      beyondCredit: optional(z.literal('yes')),
      reason: optional(text(500)),
      confirmed: optional(z.literal('yes')),
    }),
    show: async (view) => refundPage(view, await loadPaymentsLeft(view.call.context, view.account.id)),
    perform: async ({ context, form }, account) => {
      const minor = parseAmount(form.amount, account.currency, 'amount');
      if (isRefusal(minor)) return minor;
      if (form.confirmed === undefined) return refuse('invalid', 'must be ticked', 'confirmed');
      const { amount: much, method: way, reference: about, payment, reason } = form;
      const input = {
        amount: much,
        method: way,
        ...(about === undefined ? {} : { reference: about }),
        ...(payment === undefined ? {} : { payment }),
        ...(form.beyondCredit === undefined ? {} : { beyondCredit: true }),
        ...(reason === undefined ? {} : { reason }),
      };
      const entry = await postRefund(context, account.id, input, form.key);
      return isRefusal(entry) ? entry : `Refund of ${paid(entry)} recorded.`;
    },
  }),
  ...defineAction({
    path: 'write-off',
    access: 'entries.write',
    form: z.strictObject({ key, amount, description: text(500) }),
    show: writeOffPage,
    perform: async ({ context, form: { key: once, ...input } }, account) => {
      const entry = await postAdjustment(context, account.id, { ...input, kind: 'write-off' }, once);
      return isRefusal(entry) ? entry : `${paid(entry)} written off.`;
    },
  }),
];

function paid({ amount: minor, currency }: { readonly amount: bigint; readonly currency: string }): string {
  return `${formatMajor(formatAmount(minor < 0n ? -minor : minor, currency))} ${currency}`;
}
