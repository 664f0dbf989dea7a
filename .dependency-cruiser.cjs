// The walls of the house. Each rule says why it stands; ARCHITECTURE.md has the plan of the rooms.
const OURS = '^(src|workflows|activities|api|emails|documents)/';
const room = (name, from, allowed, why) => ({
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
      comment: 'A circle has no first room: nobody can read or test one of its parts alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'billing-packages',
      comment:
        'The rules are pure: of packages only the date library, so that they run anywhere, the workflow isolate included.',
      severity: 'error',
      from: { path: '^src/billing/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core'],
        pathNot: ['node_modules/temporal-(polyfill|utils|spec)'],
      },
    },
    {
      name: 'csv-by-one-hand',
      comment:
        'A stranger’s words become formulas wherever CSV is made without looking at them: api/csv.ts looks.',
      severity: 'error',
      from: { path: OURS, pathNot: '^api/csv[.]ts$' },
      to: { path: 'node_modules/csv-stringify' },
    },
    {
      name: 'tables-by-one-hand',
      comment:
        'Tables come from strangers: src/platform/readTable.ts reads them with limits, in every encoding and dialect.',
      severity: 'error',
      from: { path: OURS, pathNot: '^src/platform/readTable[.]ts$' },
      to: { path: 'node_modules/csv-parse' },
    },
    room(
      'billing-alone',
      '^src/billing/',
      [],
      'The rules know nothing of ours: no clock, database or network can leak into a price.',
    ),
    room(
      'logs-walls',
      '^src/logs/',
      ['^src/billing/'],
      'What a log says follows from its bytes alone; the collector loads this room without the others.',
    ),
    room(
      'platform-alone',
      '^src/platform/',
      [],
      'The platform is plumbing; plumbing that knows about accounts cannot be replaced.',
    ),
    room(
      'store-walls',
      '^src/store/',
      ['^src/billing/', '^src/platform/'],
      'SQL stands alone, so that every query can be found and planned in one room.',
    ),
    room(
      'operations-walls',
      '^src/operations/',
      ['^src/(billing|logs|store|platform)/'],
      'What the system can do must not depend on which door it is asked through.',
    ),
    room(
      'auth-walls',
      '^src/auth/',
      ['^src/(billing|store|platform)/'],
      'Who may do a thing is decided apart from doing it.',
    ),
    room(
      'connectors-walls',
      '^src/connectors/',
      ['^src/(billing|platform)/'],
      'A connector switches a site; it decides nothing and reads no money.',
    ),
    room(
      'payments-walls',
      '^src/payments/',
      ['^src/(billing|platform)/'],
      'A provider reports what was paid; posting it is an operation.',
    ),
    room(
      'documents-walls',
      '^documents/',
      ['^src/billing/', '^emails/'],
      'A document is a function of what it is told; it writes figures and dates as the letters do.',
    ),
    room('emails-walls', '^emails/', ['^src/billing/'], 'A letter is a function of what it is told.'),
    room(
      'workflows-walls',
      '^workflows/',
      ['^src/billing/', '^activities/'],
      'Workflows decide and sleep; they replay, so nothing with effects may come in.',
    ),
    {
      name: 'workflows-activities-as-types',
      comment: 'A workflow may know the shape of an activity, never its code.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
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
    room(
      'activities-walls',
      '^activities/',
      ['^src/(billing|operations|connectors|payments|platform)/', '^emails/'],
      'Activities act through operations; SQL in them would be a second way to the data.',
    ),
    room(
      'api-walls',
      '^api/',
      [
        '^src/(billing|logs|operations|auth|payments|platform)/',
        '^(emails|documents)/',
        '^workflows/messages',
      ],
      'Routes parse, call one operation and answer.',
    ),
    {
      name: 'one-door-per-room',
      comment:
        'Other rooms come in by index.ts, so that what a room offers can be read in one place. The command line’s entry and the ' +
        'collector do not: through the doors they would load the clients of every service before they read a line.',
      severity: 'error',
      from: {
        path: '^(src/[^/]+|workflows|activities|api|emails|documents)/',
        pathNot: '^src/(cli/(main[.]ts|collect/)|logs/)',
      },
      to: {
        path: '^(src/(billing|logs|store|operations|auth|connectors|payments|platform)|activities|api|emails|documents)/',
        pathNot: ['/index\\.ts$', '^$1/'],
      },
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
