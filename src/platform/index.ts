export { needsSmtpUtf8, parseEmail, readEmail, type EmailAddress } from './emailAddress.js';
export { type ResolveTxt, resolveTxt } from './resolveTxt.js';
export { readWhole } from './wholeNumber.js';
export { bearsToken } from './bearer.js';
export { isId, newId } from './ids.js';
export { StartupFailure, describeError, systemErrorCode } from './startupFailure.js';
export { packagePath, resolveDataDir } from './paths.js';
export { assertPortFree, freePort, isPortFree, preferPort } from './ports.js';
export { readBytes } from './readBytes.js';
export { childEnv } from './childEnv.js';
export { startChild } from './children.js';
export { lockDataDir } from './lockFile.js';
export { startTracing, type Tracing } from './tracing.js';
export { connectSql, inTransaction, isDatabaseAway, type Queryable, type Sql } from './sql.js';
export { createSandboxClock, systemClock, type Clock, type SandboxClock } from './clock.js';
export { startPostgres } from './embeddedPostgres.js';
export { findTemporalBinary, type TemporalBinary } from './temporalBinaries.js';
export { registerSearchAttributes, type SearchAttributes } from './searchAttributes.js';
export { startTemporalDev } from './temporalDev.js';
export { startTemporalTest, type TemporalTest } from './temporalTest.js';
export {
  connectTemporalWorker,
  openTemporal,
  plainTarget,
  temporalTargetFromEnv,
  type TemporalHandle,
  type TemporalTarget,
} from './temporalClient.js';
export { readConfig, type Config } from './config.js';
export { createLog, type Log } from './log.js';
export { countMail, createInstruments, type Instruments } from './instruments.js';
export {
  type AddressRefusal,
  createMailTransport,
  type Mail,
  type MailOutcome,
  type MailTransport,
  NO_SMTPUTF8,
  type SmtpTransport,
} from './mailTransport.js';
export { startMailSink, type MailSink } from './mailSink.js';
export type { MailboxMessage } from './mailFolder.js';
export { startServices, type Services } from './services.js';
export { createSecretBox, findSecretKeys, keyFromText, readSecretKeys, type SecretBox } from './secretBox.js';
export { listenTo, type Listening } from './listen.js';
export { BackupFault, openBackup, type OpenPart, writeBackup } from './backupFile.js';
export { replaceFile } from './replaceFile.js';
export { inTurn } from './inTurn.js';
export { decodeText, ENCODINGS, storable } from './decodeText.js';
export { asUtf8, openingOf } from './packing.js';
export { UnreadableFile, unpackFile } from './unpackFile.js';
export { readTable, type FileFault, type TableLimits } from './readTable.js';
