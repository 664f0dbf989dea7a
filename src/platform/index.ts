export { isId, newId } from './ids.js';
export { StartupFailure, describeError, systemErrorCode } from './startupFailure.js';
export { cacheDir, packagePath, packageRoot, resolveDataDir } from './paths.js';
export { assertPortFree, freePort, isPortFree, preferPort } from './ports.js';
export { startChild, type Child, type ChildOptions } from './children.js';
export { lockDataDir, type DataDirLock } from './lockFile.js';
export { connectSql, inTransaction, type Queryable, type Sql, type Transaction } from './sql.js';
export { createSandboxClock, systemClock, type Clock, type SandboxClock } from './clock.js';
export { startPostgres, type EmbeddedPostgres, type PostgresOptions } from './embeddedPostgres.js';
export { findTemporalBinary, type TemporalBinary, type TemporalProgram } from './temporalBinaries.js';
export {
  registerSearchAttributes,
  type SearchAttributes,
  type SearchAttributeType,
} from './searchAttributes.js';
export { startTemporalDev, type TemporalDev, type TemporalDevOptions } from './temporalDev.js';
export { startTemporalTest, type TemporalTest, type TemporalTestOptions } from './temporalTest.js';
export {
  connectTemporalWorker,
  openTemporal,
  plainTarget,
  temporalTargetFromEnv,
  type TemporalHandle,
  type TemporalTarget,
} from './temporalClient.js';
export { readConfig, type Config } from './config.js';
export { createLog, type Log, type LogOptions } from './log.js';
export {
  createMailTransport,
  type Mail,
  type MailOutcome,
  type MailPerson,
  type MailTransport,
} from './mailTransport.js';
export { startMailSink, type MailMishap, type MailSink, type MailSinkOptions } from './mailSink.js';
export type { MailboxMessage, MailboxSummary } from './mailFolder.js';
export { startServices, type Services, type ServicesOptions } from './services.js';
export { createSecretBox, keyFromText, readSecretKey, type SecretBox } from './secretBox.js';
export { listenTo, type Listening, type ListenOptions } from './listen.js';
