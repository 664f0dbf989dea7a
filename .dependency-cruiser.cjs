// The walls between the folders. Each rule gives its reason; ARCHITECTURE.md describes the folders.
const OURS = '^(cli|workflows|activities|api|emails|documents|src|test)/';
const VALUES = '^src/core/values/';
const BILLING = '^src/billing/';
const PLATFORM = '^src/platform/';
const STORE = '^src/store/';
const LOGS = '^src/logs/';
const OPERATIONS =
  '^src/(core|accounting|accounts|assessment|bank|emails|events|forecast|invoices|ledger|mornings|operations|payments|plans|promotions|signals|sites|statements|suspension|tasks|usage)/';

const wall = (name, from, allowed, why) => ({
  name,
  comment: why,
  severity: 'error',
  from: { path: from },
  to: { path: OURS, pathNot: [from, ...allowed] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A circle has no first file: none of its parts can be read or tested alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'rules-packages',
      comment:
        'The rules are pure. The date library is their only package, so that they run anywhere, including in the workflow isolate.',
      severity: 'error',
      from: { path: [BILLING, VALUES] },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core'],
        pathNot: ['node_modules/temporal-(polyfill|utils|spec)'],
      },
    },
    {
      name: 'csv-written-in-one-place',
      comment: 'A cell that starts like a formula is run by spreadsheets: api/web/csv.ts escapes it.',
      severity: 'error',
      from: { path: OURS, pathNot: ['^api/web/csv[.]ts$', '^test/'] },
      to: { path: 'node_modules/csv-stringify' },
    },
    {
      name: 'csv-read-in-one-place',
      comment: 'Uploaded tables are untrusted: src/platform/files/readTable.ts reads them with limits.',
      severity: 'error',
      from: { path: OURS, pathNot: ['^src/platform/files/readTable[.]ts$', '^test/'] },
      to: { path: 'node_modules/csv-parse' },
    },
    {
      name: 'lucia-in-one-place',
      comment: 'Sessions can be replaced as long as one module knows the library.',
      severity: 'error',
      from: { path: OURS, pathNot: '^src/auth/sessions/' },
      to: { path: 'node_modules/lucia' },
    },
    wall(
      'values-alone',
      VALUES,
      [],
      'Amounts, dates and refusals are shared by all folders and need none of them.',
    ),
    wall('billing-walls', BILLING, [VALUES], 'No clock, database or network can leak into a price.'),
    wall('platform-alone', PLATFORM, [], 'Plumbing that knows about accounts cannot be replaced.'),
    wall(
      'embedded-walls',
      '^src/embedded/',
      [PLATFORM],
      'The servers that npm start brings know nothing of accounts.',
    ),
    wall('logs-walls', LOGS, [BILLING, VALUES], 'What a log says follows from its bytes alone.'),
    wall(
      'store-walls',
      STORE,
      [BILLING, VALUES, PLATFORM, '^src/bank/reading/'],
      'SQL stands alone, so that every query can be found and planned.',
    ),
    wall(
      'bank-reading-walls',
      '^src/bank/reading/',
      [BILLING, VALUES, PLATFORM],
      'What a bank statement says follows from its bytes alone.',
    ),
    wall(
      'operations-walls',
      OPERATIONS,
      [BILLING, VALUES, LOGS, STORE, PLATFORM, '^emails/'],
      'What the product can do does not depend on which door asks.',
    ),
    wall(
      'core-walls',
      '^src/core/(?!values/)',
      [BILLING, VALUES, STORE, PLATFORM],
      'All operations stand on the core; it stands on none.',
    ),
    wall(
      'auth-walls',
      '^src/auth/',
      ['^src/core/', '^src/emails/', '^emails/users/userEmail', BILLING, STORE, PLATFORM],
      'Whether an action is allowed is decided apart from doing it.',
    ),
    wall(
      'connectors-walls',
      '^src/connectors/',
      [BILLING, VALUES, PLATFORM],
      'A connector switches a site; it decides nothing.',
    ),
    wall(
      'providers-walls',
      '^src/providers/',
      [BILLING, VALUES, PLATFORM],
      'A provider reports what was paid; posting it is an operation.',
    ),
    wall('emails-walls', '^emails/', [BILLING, VALUES], 'An email is a function of its content.'),
    wall(
      'documents-walls',
      '^documents/',
      [BILLING, VALUES, '^emails/'],
      'A document is a function of its content and formats as emails do.',
    ),
    wall(
      'workflows-walls',
      '^workflows/',
      [BILLING, VALUES, '^activities/', '^src/assessment/'],
      'Workflows decide and sleep; they are replayed, so they have no effects.',
    ),
    {
      name: 'workflows-know-shapes-only',
      comment: 'A workflow may know the shape of an activity, never its code.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: ['^activities/', '^src/assessment/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-packages',
      comment: 'The isolate has no Node; only the workflow SDK is safe to replay.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core'],
        pathNot: ['node_modules/@temporalio/(workflow|common)/'],
      },
    },
    wall(
      'activities-walls',
      '^activities/',
      [BILLING, OPERATIONS, STORE, PLATFORM, '^src/(connectors|providers)/'],
      'Activities act through operations; SQL in them would be a second way to the data.',
    ),
    wall(
      'api-walls',
      '^api/',
      [
        BILLING,
        LOGS,
        OPERATIONS,
        STORE,
        PLATFORM,
        '^src/(auth|providers|embedded/mailbox)/',
        // What a webhook needs is said once, where it is used.
        '^src/connectors/webhook/webhookConfig',
        '^(emails|documents)/',
        '^workflows/messages',
      ],
      'Routes parse, call one operation and respond.',
    ),
    wall(
      'collector-walls',
      '^cli/collect/',
      [BILLING, VALUES, LOGS, PLATFORM],
      'The collector runs on web servers: it loads no database, no worker and no pages.',
    ),
    {
      name: 'store-known-by-shape',
      comment:
        'Routes, pages and activities may name the shape of a row; a query there would be a second way to the data.',
      severity: 'error',
      from: { path: '^(api|activities)/' },
      to: {
        path: STORE,
        // Where a secret is sealed is a name made of values.
        pathNot: '^src/store/operations/sealed[.]ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'product-without-tests',
      comment: 'What is shipped must not need the tests.',
      severity: 'error',
      from: { path: OURS, pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'tests-apart',
      comment: 'A test file that another imports runs twice and cannot be deleted alone.',
      severity: 'error',
      from: {},
      to: { path: '[.]test[.]tsx?$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
