// Builds dist/ from the sources when they are newer: main.js (the command line and all it needs of ours) and
// workflows.js (what the Temporal worker runs in its isolate). With `--workflows` only the second, `--force` anyway.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
const DAY_MS = 86_400_000;

const PARTS = {
  main: {
    entry: 'cli/main.ts',
    sources: [
      'cli',
      'src',
      'workflows',
      'activities',
      'api',
      'emails',
      'documents',
      'package-lock.json',
      'tsconfig.json',
      'bin/build.mjs',
    ],
    build: buildMain,
  },
  workflows: {
    entry: 'workflows/account.ts',
    sources: [
      'workflows',
      'src/billing',
      'src/core/values',
      'package-lock.json',
      'tsconfig.json',
      'bin/build.mjs',
    ],
    build: buildWorkflows,
  },
};

/** The parts whose sources are newer than the build output. Without sources (a production image) there are none. */
export function staleParts(names = Object.keys(PARTS)) {
  return names.filter((name) => {
    const { entry, sources } = PARTS[name];
    const stampFile = join(DIST, `${name}.stamp`);
    if (!existsSync(join(ROOT, entry))) return false;
    return !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stampOf(sources);
  });
}

async function buildPart(name) {
  const { entry, sources, build } = PARTS[name];
  // Recorded before the build: a file that changes during the build is then stale.
  const stamp = stampOf(sources);
  mkdirSync(DIST, { recursive: true });
  await build(join(ROOT, entry));
  replace(join(DIST, `${name}.stamp`), stamp);
}

/** Names, sizes and times of the sources: reading all files would take longer than starting. */
function stampOf(sources) {
  const hash = createHash('sha256');
  for (const source of sources) {
    const path = join(ROOT, source);
    if (existsSync(path)) addToStamp(hash, path);
  }
  return hash.digest('hex');
}

function addToStamp(hash, path) {
  const stats = statSync(path);
  if (stats.isDirectory()) for (const name of readdirSync(path).sort()) addToStamp(hash, join(path, name));
  else hash.update(`${path.slice(ROOT.length)} ${stats.size} ${stats.mtimeMs}\n`);
}

async function buildMain(entry) {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: { main: entry, fileThread: join(ROOT, 'cli/fileThread.ts') },
    outdir: DIST,
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    // A command then loads only its own packages: the gate does not load the worker's native code.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    tsconfig: join(ROOT, 'tsconfig.json'),
    write: false,
    logLevel: 'silent',
  });
  // The entry file comes last: until it exists, the previous entry runs with its own chunks.
  const files = result.outputFiles.sort((one, other) => other.path.length - one.path.length);
  for (const { path, contents } of files) replace(path, contents);
  forgetOldChunks(new Set(files.map(({ path }) => path)));
}

/** A running Sitetab may still load a chunk of the previous build, so old chunks are deleted after a day. */
function forgetOldChunks(current) {
  const folder = join(DIST, 'chunks');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!current.has(path) && Date.now() - statSync(path).mtimeMs > DAY_MS) rmSync(path, { force: true });
  }
}

async function buildWorkflows(entry) {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({ workflowsPath: entry, logger: new DefaultLogger('ERROR') });
  replace(join(DIST, 'workflows.js'), code);
}

/** Two simultaneous builds then write the same content twice, and no process reads half a file. */
function replace(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

function describe(error) {
  const [first] = error.errors ?? [];
  if (first === undefined) return error.message;
  const { text, location } = first;
  return `${location ? `${location.file}:${location.line}: ` : ''}${text}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.includes('--workflows') ? ['workflows'] : Object.keys(PARTS);
  const due = process.argv.includes('--force') ? names : staleParts(names);
  Promise.all(due.map(buildPart)).then(
    // The bundlers leave processes and timers running.
    () => process.exit(0),
    (error) => {
      console.error(describe(error));
      process.exit(1);
    },
  );
}
