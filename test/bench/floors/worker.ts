/** The floor's worker: a process of its own, as ours is, with as many slots. Tells its parent of each activity. */
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

const [address = '', namespace = '', taskQueue = ''] = process.argv.slice(2);
const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });
const workflowsPath = fileURLToPath(new URL('workflows.ts', import.meta.url));
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  namespace,
  taskQueue,
  workflowBundle: await bundleWorkflowCode({ workflowsPath, logger }),
  activities: { note: (name: string) => void process.send?.({ name }) },
  maxCachedWorkflows: 500,
  workflowThreadPoolSize: 1,
  maxConcurrentActivityTaskExecutions: 20,
});
process.on('disconnect', () => process.exit(0));
const running = worker.run();
process.send?.({ name: 'ready' });
await running;
