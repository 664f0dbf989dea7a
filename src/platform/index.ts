export { needsSmtpUtf8, parseEmail, readEmail, type EmailAddress } from './mail/emailAddress.js';
export { type ResolveTxt, resolveTxt } from './mail/resolveTxt.js';
export { readWhole } from './wholeNumber.js';
export { bearsToken } from './bearer.js';
export { isId, newId } from './ids.js';
export { StartupFailure, describeError, systemErrorCode } from './processes/startupFailure.js';
export { packagePath, resolveDataDir } from './files/paths.js';
export { assertPortFree, freePort, isPortFree, preferPort } from '../embedded/ports.js';
export { readBytes } from './files/readBytes.js';
export { childEnv } from './processes/childEnv.js';
export { startChild } from '../embedded/children.js';
export { lockDataDir } from './files/lockFile.js';
export { startTracing, type Tracing } from './telemetry/tracing.js';
export { connectSql, inTransaction, isDatabaseAway, type Queryable, type Sql } from './sql/sql.js';
export { createSandboxClock, systemClock, type Clock, type SandboxClock } from './clock.js';
export { startPostgres } from '../embedded/postgres/embeddedPostgres.js';
export { findTemporalBinary, type TemporalBinary } from '../embedded/temporal/temporalBinaries.js';
export { registerSearchAttributes, type SearchAttributes } from './temporal/searchAttributes.js';
export { startTemporalDev } from '../embedded/temporal/temporalDev.js';
export { startTemporalTest, type TemporalTest } from '../embedded/temporal/temporalTest.js';
export {
  connectTemporalWorker,
  openTemporal,
  plainTarget,
  temporalTargetFromEnv,
  type TemporalHandle,
  type TemporalTarget,
} from './temporal/temporalClient.js';
export { readConfig, type Config } from './config.js';
export { createLog, type Log } from './telemetry/log.js';
export { countMail, createInstruments, type Instruments } from './telemetry/instruments.js';
export {
  type AddressRefusal,
  createMailTransport,
  type Mail,
  type MailOutcome,
  type MailTransport,
  NO_SMTPUTF8,
  type SmtpTransport,
} from './mail/mailTransport.js';
export { startMailSink, type MailSink } from '../embedded/mailbox/mailSink.js';
export type { MailboxMessage } from '../embedded/mailbox/mailFolder.js';
export { startServices, type Services } from '../embedded/services.js';
export { createSecretBox, findSecretKeys, keyFromText, readSecretKeys, type SecretBox } from './secretBox.js';
export { listenTo, type Listening } from './processes/listen.js';
export { BackupFault, openBackup, type OpenPart, writeBackup } from './files/backupFile.js';
export { replaceFile } from './files/replaceFile.js';
export { inTurn } from './inTurn.js';
export { decodeText, ENCODINGS, storable } from './files/decodeText.js';
export { asUtf8, openingOf } from './files/packing.js';
export { UnreadableFile, unpackFile } from './files/unpackFile.js';
export { readTable, type FileFault, type TableLimits } from './files/readTable.js';
