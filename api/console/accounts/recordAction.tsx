import { z } from '@hono/zod-openapi';
import { changeAccount } from '../../../src/accounts/changeAccount.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { externalIdText, notes } from '../../v1/framework/recordShapes.js';
import type { PageContent } from '../../web/page.js';
import { Head } from '../../web/parts/parts.js';
import { type ActionView, defineAction } from './action.js';
import { tagsOnLine } from './fields.js';
import { RecordForm } from './pages/RecordForm.js';

/** What the owner keeps about a client for their own use. */
export const recordAction = defineAction({
  path: 'record',
  access: 'accounts.write',
  isClosed: true,
  form: z.strictObject({ tags: tagsOnLine, notes, externalId: externalIdText }),
  show: recordPage,
  perform: async ({ context, form }, account) => {
    const changed = await changeAccount(context, account.id, form);
    return isRefusal(changed) ? changed : `Notes and tags of ${account.name} are saved.`;
  },
});

/** Notes and tags alone, with the errors of what was sent. */
function recordPage({ account, action, state, back }: ActionView): PageContent {
  const body = (
    <>
      <Head title={`Notes on ${account.name}`} up={{ href: back, label: account.name }} />
      <RecordForm account={account} action={action} state={state} back={back} />
    </>
  );
  return { title: 'Notes and tags', body };
}
