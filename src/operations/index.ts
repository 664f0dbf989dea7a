/** What the system can do, one verb a file. This is the room's only door. */
export { assess } from './assess.js';
export type { Assessment } from './assess.js';
export { replacePlan } from './assignPlans.js';
export { changeAccount } from './changeAccount.js';
export type { AccountChangeInput } from './changeAccount.js';
export { placeHold, releaseHold, exemptAccount } from './changeStanding.js';
export { closeAccount } from './closeAccount.js';
export type { Context, SiteContext } from './context.js';
export { createDispatcher, relayOutbox } from './dispatch.js';
export type { SendSignal, Dispatcher } from './dispatch.js';
export { disputeEntry, resolveDispute } from './disputeEntry.js';
export { deliverLetter, listUnsentLetters, picturesOf } from './deliverLetter.js';
export type { Mailer } from './deliverLetter.js';
export { forgetOtherServers, recordBounce, retryEmails } from './undeliverable.js';
export { draftNotice, draftStatement, keepLetter } from './letters.js';
export type { LetterDraft } from './letters.js';
export { createPlan, addPlanVersion, readPlan, readPlans, previewPlan } from './managePlans.js';
export {
  createSite,
  changeSite,
  readSettings,
  readSite,
  readSites,
  findInstallationSite,
} from './manageSites.js';
export { moveSite } from './moveSite.js';
export { foreseeOpening } from './foreseeOpenings.js';
export { openAccount } from './openAccount.js';
export type { AccountInput } from './openingTerms.js';
export { postAdjustment } from './postAdjustment.js';
export { postCharge } from './postCharge.js';
export { postRefund } from './postRefund.js';
export { readPaymentsLeft } from './moneyBack.js';
export type { PaymentLeft } from './moneyBack.js';
export { readAudit } from './readAudit.js';
export type { AuditEvent, AuditFilter } from './readAudit.js';
export { siteView, readAccount, readAccounts } from './readAccount.js';
export type { AccountView } from './readAccount.js';
export {
  readEntries,
  readLetters,
  readStatements,
  readPeriods,
  readProjection,
  readTimeline,
} from './readHistory.js';
export { keepMonths } from './sumMonths.js';
export { draftBrakeLetters, draftSilenceLetters, keepOwnerLetter } from './ownerLetters.js';
export type { OwnerDraft } from './ownerLetters.js';
export { noticeSilences } from './noticeSilences.js';
export { readSilences } from './readSilences.js';
export { readBrake, readBrakedAccounts } from './readBrake.js';
export type { BrakeView } from './readBrake.js';
export type { BrakedAccount, SilentSite } from '../store/index.js';
export { goOnSuspending, letOffBraked } from './releaseBrake.js';
export { readGauges } from './readGauges.js';
export { findMissingParts, sayPartRuns, sayPartStopped } from './partsSeen.js';
export { recordPayment } from './recordPayment.js';
export { voidUsage } from './voidUsage.js';
export type { VoidRequest } from './voidUsage.js';
export { type DayChange, previewVoid, type VoidPreview } from './previewVoid.js';
export { findEvents, readDayEvents } from './readEvents.js';
export { readActorNames } from './readActorNames.js';
export { recordUsage, readUsage, createMeter, readMeters } from './recordUsage.js';
export type { UsageEvent, UsageVerdicts } from './recordUsage.js';
export { reverseEntry } from './reverseEntry.js';
export { chargeUsage, chargeScheduled } from './chargeDue.js';
export { decideState } from './decideState.js';
export { readOrders, noteOrder, type OrderOutcome } from './siteOrders.js';
export { createKnocking } from './wakeConnectors.js';
export { draftUpstream, keepUpstreamLetter } from './upstream.js';
export type { UpstreamDraft } from './upstream.js';
export { scheduleCharge, readScheduledCharges, cancelScheduledCharge } from './scheduleCharge.js';
export { settleDue } from './settleDue.js';
export { settleClosed } from './settleClosed.js';
export { watchUsage, reviveOverdue, sweepAccounts, startMissing } from './watch.js';
export type {
  Entry,
  Letter,
  PlanVersion,
  Scheduled,
  Site,
  SiteOrder,
  TimelineRow,
  UsageTotal,
  CountedEvent,
} from '../store/index.js';
export {
  confirmHostname,
  confirmingRecord,
  readWaitingHostnames,
  type WaitingHostname,
} from './confirmHostnames.js';
export { forgetUnheeded, sawUnheededProxy, sayUnheeded } from './unheededProxy.js';
export { lookupGate, readGateHosts, readHost } from './gate.js';
export { migrateDatabase, readSchema, schemaNumber } from './migrateDatabase.js';
export { latestInstant, restlessness } from './restlessness.js';
export { examine } from './examine.js';
export type { Examination, ExaminationOptions } from './examine.js';
export { CHECKS } from './findings.js';
export type { Check, Finding } from './findings.js';
export { mend } from './mend.js';
export { awaitLooks } from './awaitLooks.js';

// Ways to pay
export { askPendingTopUps } from './askPendingTopUps.js';
export { assignBankLine, assignBankLines, dismissBankLine } from './assignBankLine.js';
export { detachCards } from './detachCards.js';
export {
  importBankStatement,
  holdFrom,
  startBankStatement,
  workBankStatement,
} from './importBankStatement.js';
export type { StatementInput } from './prepareStatement.js';
export { previewStatement } from './previewStatement.js';
export type { StatementPreview } from './previewStatement.js';
export {
  dropBankDraft,
  forgetBankProfile,
  keepBankDraft,
  readBankDraft,
  readBankProfiles,
} from './bankProfiles.js';
export { readRefusedReports, seeToReport } from './seeToReport.js';
export type { RefusedReports } from './seeToReport.js';
export { changeProvider, readProviders, removeProvider } from './manageProviders.js';
export type { ProviderView } from './manageProviders.js';
export { readProviderKeys } from './openProvider.js';
export type { PaymentTools } from './openProvider.js';
export {
  makeDoorLink,
  makePayLink,
  openPayLink,
  payByLink,
  offered,
  preselected,
  readPayPage,
} from './payLink.js';
export {
  countWaitingLines,
  readAccountNames,
  readBankImport,
  readBankImports,
  readBankLine,
  readBankLines,
  readPaymentEvents,
} from './readPayments.js';
export { proposalOf, suggestAccounts } from './suggestAccounts.js';
export type { Suggestion } from './suggestAccounts.js';
export { readRefundable, refundPayment } from './refundPayment.js';
export type { Refundable } from './refundPayment.js';
export { startCheckout } from './startCheckout.js';
export { takeProviderEvent } from './takeProviderEvent.js';
export { forgetForeignReports } from './forgetForeignReports.js';
export { askAboutReports, findAcquainted, listUnread, takeReports } from './takeReports.js';
export { topUpAccount } from './topUpAccount.js';
export { changeTopUp, forgetCard, readTopUp } from './topUpSettings.js';
export type { TopUpView } from './topUpSettings.js';
export type { BankImport, BankLine, BankProfile, PaymentEvent } from '../store/index.js';

// What the owner's console and the client's portal show
export { explainEntry } from './explainEntry.js';
export type { ExplainedEntry, ExplainedLine } from './explainEntry.js';
export type { ExplainedTax } from './readTaxes.js';
export { previewPlans } from './previewPlans.js';
export type { PlansOutlook, PlansPreview } from './previewPlans.js';
export { readAccountList, readBooks, readMonths, RISK_DAYS } from './readConsole.js';
export type { Books, MonthSummary } from './readConsole.js';
export { readCourse } from './readCourse.js';
export { readLetter } from './readLetter.js';
export type { AccountCourse } from './readCourse.js';
export type { ListedAccount, ListPlace } from '../store/index.js';

// Plans, letters and settings in the console, and work that takes long
export { foreseeReplacement } from './foreseeReplacement.js';
export type { Preview } from './managePlans.js';
export type { ReplacementForecast } from './foreseeReplacement.js';
export { startReplacement } from './startReplacement.js';
export { checkImport, readImportCells, readImportTable, startImport, WHOLE_LINE } from './checkImport.js';
export type { ImportInput, ReadLine } from './checkImport.js';
export { readUsualTerms } from './usualTerms.js';
export type { ImportedClient } from './importClient.js';
export { workJobs } from './workJobs.js';
export { readJob, readJobs } from './readJobs.js';
export type { JobView } from './readJobs.js';
export { checkUsageFile, readUsageFileJob, startUsageFile } from './usageFiles.js';
export type { UsageFileOptions } from './readUsageFile.js';
export type { UsageFileView, UsageFindings } from './usageFiles.js';
export { readPlanHolders, readPlanUse } from './readPlanUse.js';
export { askConnector, readConnectors } from './connectorHealth.js';
export { addLogo, dropLogo, readLogo } from './changeLogo.js';
export { draftAny } from './draftAny.js';
export { takeTestLetter } from './takeTestLetter.js';
export { letterSenderOf } from '../store/index.js';
export type {
  ConnectorHealth,
  Job,
  LetterSender,
  PlanHolder,
  SiteSettings,
  VersionUse,
} from '../store/index.js';

// The client's portal
export { accountOfSite } from './accountOfSite.js';
export { readDocument } from './readHistory.js';
export { readTab } from './readTab.js';
export type { Tab, TabLine } from './readTab.js';
export type { Meter, Statement } from '../store/index.js';
export { sealedAt } from '../store/index.js';
export { findWrongKey, resealAll } from './reseal.js';
export { restoreBackup, takeBackup } from './backup.js';
export { type Convergence, convergeRestored } from './convergeRestored.js';
export { eraseClient, exportPersonalData } from './personalData.js';
