/** What the log's verbs say to a person. A verb that has no words here is shown as it is written, with blanks. */
const SAID: Readonly<Record<string, string>> = {
  'account.open': 'Opened an account',
  'account.change': 'Changed an account',
  'account.close': 'Closed an account',
  'account.hold': 'Held an account',
  'account.release': 'Released an account',
  'account.erase': 'Erased who a client was',
  'account.bounce': 'Reported an email that came back',
  'account.retry-emails': 'Had emails sent again',
  'account.exempt': 'Noted a promise to pay',
  'account.import': 'Began to import clients from a file',
  'account.move': 'Moved an account',
  'account.replace-plan': 'Put an account on another plan',
  'account.restore-figures': 'Set an account’s figures right',
  'account.suspension-paused': 'Kept an account open that would have been suspended',
  'account.top-up': 'Topped an account up by itself',
  'adjustment.post': 'Posted an adjustment',
  'api-key.create': 'Made an API key',
  'api-key.revoke': 'Revoked an API key',
  'bank-line.assign': 'Assigned a line of a bank statement',
  'bank-line.dismiss': 'Dismissed a line of a bank statement',
  'bank-statement.import': 'Read in a bank statement',
  'brake.go-on': 'Had suspensions go on',
  'brake.let-off': 'Let clients off whose suspension was paused',
  'brake.pull': 'Paused suspensions, since too many came within an hour',
  'charge.post': 'Posted a charge',
  'entry.dispute': 'Put an entry in dispute',
  'entry.resolve': 'Resolved a dispute',
  'entry.reverse': 'Reversed an entry',
  'group.change': 'Changed a group',
  'group.create': 'Made a group',
  'group.remove': 'Removed a group',
  'hostname.confirm': 'Confirmed a hostname',
  'impersonation.code': 'Changed whether stepping in needs a code',
  'impersonation.end': 'Stepped out',
  'impersonation.refused': 'Was refused while stepped in',
  'impersonation.start': 'Stepped in',
  'connector.ask': 'Had a connector asked anew',
  'meter.create': 'Added a meter',
  'owner.change': 'Made somebody the Owner',
  'owner.password': 'Gave the Owner a new password',
  'payment-provider.change': 'Changed a payment provider',
  'payment-provider.remove': 'Removed a payment provider',
  'payment-report.see-to': 'Saw to a report of a payment provider',
  'payment.post': 'Posted a payment',
  'payment.refund': 'Gave a payment back by its provider',
  'plan.create': 'Devised a plan',
  'plan.replace': 'Replaced a plan',
  'plan.replacement': 'Began to replace a plan for everybody',
  'plan.version': 'Made a new version of a plan',
  'refund.post': 'Posted a refund',
  'saved-card.keep': 'Kept a card',
  'saved-card.remove': 'Removed a card',
  'scheduled-charge.cancel': 'Cancelled a planned charge',
  'scheduled-charge.create': 'Planned a charge',
  'session.end': 'Logged out',
  'session.start': 'Logged in',
  'site.change': 'Changed a site',
  'site.create': 'Added a site',
  'site.found': 'Founded the installation',
  'site.move': 'Moved a site',
  'site.refresh-upstream': 'Set right whether a site is closed from above',
  'site.take-up': 'Took a site up again',
  'top-up.change': 'Changed automatic top-up',
  'usage.void': 'Voided a usage event',
  'usage.import': 'Began to count a file of usage',
  'user.change': 'Changed somebody’s login',
  'user.claim': 'Took up an invitation',
  'user.create': 'Added somebody',
  'user.email': 'Changed their e-mail',
  'user.invite': 'Sent an invitation',
  'user.password': 'Changed their password',
  'user.reset-password': 'Set a new password by a link',
  'user.second-factor': 'Turned on a second factor',
  'user.second-factor-removed': 'Turned off a second factor',
};

export function sayAction(action: string): string {
  return SAID[action] ?? action.replaceAll(/[.-]/g, ' ');
}

/** What the fields of a change are to a person, where their names alone would not say it. */
const FIELDS: Readonly<Record<string, string>> = {
  accountId: 'account',
  active: 'active clients',
  allowed: 'may be suspended in an hour',
  brake: 'paused suspensions',
  brakeAtLeast: 'suspensions are never paused below (clients)',
  brakePercent: 'suspensions are paused beyond (per cent)',
  closing: 'is being closed',
  connectorSettings: 'settings of the connector',
  dailyCap: 'at most a day',
  defaultCreditLimit: 'credit limit of new accounts',
  detail: 'what was wrong',
  effective: 'from',
  enabled: 'switched on',
  exemptFor: 'reason to let off',
  exemptUntil: 'let off until',
  expiresAt: 'good until',
  headroom: 'credit left',
  hold: 'held for',
  hostnames: 'hosts',
  intervalMonths: 'months in a period',
  letterAccent: 'colour of letters',
  letterFooter: 'foot of letters',
  letterWords: 'own words in letters',
  minimum: 'at least',
  maximum: 'at most',
  outcome: 'what came of it',
  outgoing: 'lines of money that went out',
  parent: 'site above',
  paymentInstructions: 'how to pay by hand',
  pending: 'lines not booked yet',
  percent: 'per cent',
  recurring: 'fixed prices',
  replaceAfterDays: 'turns into another plan after (days)',
  replaceWith: 'turns into the plan',
  reported: 'what was reported',
  required: 'needs a code',
  reversal: 'entry that reverses it',
  route: 'where',
  scheduled: 'planned charges',
  senderName: 'name in letters',
  slug: 'short name',
  startupCharge: 'charge at the start',
  statements: 'statements by letter',
  suspended: 'suspended in an hour',
  suspendedWords: 'words on the page of a suspended site',
  taxName: 'tax of new accounts',
  taxPercent: 'tax of new accounts (per cent)',
  unreadable: 'lines nobody could read',
  usage: 'prices of what is used',
  with: 'plan that takes its place',
};

/** A field's name in words: `creditLimit` is "credit limit". */
export function sayField(field: string): string {
  return FIELDS[field] ?? field.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

/** What a field was or is, in words; a list or an object as what is in it. */
export function sayValue(value: unknown): string {
  if (value === null || value === '') return 'none';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const inside = Array.isArray(value)
    ? value.map(sayValue).join('; ')
    : Object.entries(value as Record<string, unknown>)
        .map(([name, each]) => `${sayField(name)} ${sayValue(each)}`)
        .join(', ');
  return inside === '' ? 'none' : inside;
}
