/** What the system can do, one verb a file. This is the room's only door. */
export { assess } from '../assessment/assess.js';
export type { Assessment } from '../assessment/assess.js';
export { replacePlan } from '../plans/assignPlans.js';
export { changeAccount } from '../accounts/changeAccount.js';
export type { AccountChangeInput } from '../accounts/changeAccount.js';
export { placeHold, releaseHold, exemptAccount } from '../suspension/changeStanding.js';
export { closeAccount } from '../accounts/closeAccount.js';
export type { Context, SiteContext } from '../core/context.js';
export { createDispatcher, relayOutbox } from '../signals/dispatch.js';
export type { SendSignal, Dispatcher } from '../signals/dispatch.js';
export { disputeEntry, resolveDispute } from '../payments/disputeEntry.js';
export { deliverLetter, listUnsentLetters, picturesOf } from '../emails/deliverLetter.js';
export type { Mailer } from '../emails/deliverLetter.js';
export { forgetOtherServers, recordBounce, retryEmails } from '../emails/undeliverable.js';
export { draftNotice, draftStatement, keepLetter } from '../emails/letters.js';
export type { LetterDraft } from '../emails/letters.js';
export { createPlan, addPlanVersion, readPlan, readPlans, previewPlan } from '../plans/managePlans.js';
export {
  createSite,
  changeSite,
  readSettings,
  readSite,
  readSites,
  findInstallationSite,
} from '../sites/manageSites.js';
export { moveSite } from '../sites/moveSite.js';
export { foreseeOpening } from '../accounts/foreseeOpenings.js';
export { openAccount } from '../accounts/openAccount.js';
export type { AccountInput } from '../accounts/openingTerms.js';
export { postAdjustment } from '../ledger/postAdjustment.js';
export { postCharge } from '../ledger/postCharge.js';
export { postRefund } from '../payments/postRefund.js';
export { readPaymentsLeft } from '../payments/moneyBack.js';
export type { PaymentLeft } from '../payments/moneyBack.js';
export { readAudit } from './readAudit.js';
export type { AuditEvent, AuditFilter } from './readAudit.js';
export { siteView, readAccount, readAccounts } from '../accounts/readAccount.js';
export type { AccountView } from '../accounts/readAccount.js';
export {
  readEntries,
  readLetters,
  readStatements,
  readPeriods,
  readProjection,
  readTimeline,
} from '../ledger/readHistory.js';
export { keepMonths } from '../accounts/sumMonths.js';
export { draftBrakeLetters, draftSilenceLetters, keepOwnerLetter } from '../emails/ownerLetters.js';
export type { OwnerDraft } from '../emails/ownerLetters.js';
export { noticeSilences } from '../usage/noticeSilences.js';
export { readSilences } from '../usage/readSilences.js';
export { readBrake, readBrakedAccounts } from '../suspension/readBrake.js';
export type { BrakeView } from '../suspension/readBrake.js';
export type { BrakedAccount, SilentSite } from '../store/index.js';
export { goOnSuspending, letOffBraked } from '../suspension/releaseBrake.js';
export { readGauges } from './readGauges.js';
export { findMissingParts, sayPartRuns, sayPartStopped } from './partsSeen.js';
export { recordPayment } from '../payments/recordPayment.js';
export { voidUsage } from '../usage/voidUsage.js';
export type { VoidRequest } from '../usage/voidUsage.js';
export { type DayChange, previewVoid, type VoidPreview } from '../usage/previewVoid.js';
export { findEvents, readDayEvents } from '../usage/readEvents.js';
export { readActorNames } from '../core/readActorNames.js';
export { recordUsage, readUsage, createMeter, readMeters } from '../usage/recordUsage.js';
export type { UsageEvent, UsageVerdicts } from '../usage/recordUsage.js';
export { reverseEntry } from '../ledger/reverseEntry.js';
export { chargeUsage, chargeScheduled } from '../ledger/chargeDue.js';
export { decideState } from '../suspension/decideState.js';
export { readOrders, noteOrder, type OrderOutcome } from '../suspension/siteOrders.js';
export { createKnocking } from '../suspension/wakeConnectors.js';
export { draftUpstream, keepUpstreamLetter } from '../suspension/upstream.js';
export type { UpstreamDraft } from '../suspension/upstream.js';
export { scheduleCharge, readScheduledCharges, cancelScheduledCharge } from '../ledger/scheduleCharge.js';
export { settleDue } from '../ledger/settleDue.js';
export { settleClosed } from '../ledger/settleClosed.js';
export { watchUsage, reviveOverdue, sweepAccounts, startMissing } from '../signals/watch.js';
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
} from '../sites/confirmHostnames.js';
export { forgetUnheeded, sawUnheededProxy, sayUnheeded } from '../suspension/unheededProxy.js';
export { lookupGate, readGateHosts, readHost } from '../suspension/gate.js';
export { migrateDatabase, readSchema, schemaNumber } from './migrateDatabase.js';
export { latestInstant, restlessness } from '../signals/restlessness.js';
export { examine } from './examine.js';
export type { Examination, ExaminationOptions } from './examine.js';
export { CHECKS } from './findings.js';
export type { Check, Finding } from './findings.js';
export { mend } from './mend.js';
export { awaitLooks } from '../signals/awaitLooks.js';

// Ways to pay
export { askPendingTopUps } from '../payments/topUp/askPendingTopUps.js';
export { assignBankLine, assignBankLines, dismissBankLine } from '../bank/assignBankLine.js';
export { detachCards } from '../payments/topUp/detachCards.js';
export {
  importBankStatement,
  holdFrom,
  startBankStatement,
  workBankStatement,
} from '../bank/importBankStatement.js';
export type { StatementInput } from '../statements/prepareStatement.js';
export { previewStatement } from '../statements/previewStatement.js';
export type { StatementPreview } from '../statements/previewStatement.js';
export {
  dropBankDraft,
  forgetBankProfile,
  keepBankDraft,
  readBankDraft,
  readBankProfiles,
} from '../bank/bankProfiles.js';
export { readRefusedReports, seeToReport } from '../payments/reports/seeToReport.js';
export type { RefusedReports } from '../payments/reports/seeToReport.js';
export { changeProvider, readProviders, removeProvider } from '../payments/manageProviders.js';
export type { ProviderView } from '../payments/manageProviders.js';
export { readProviderKeys } from '../payments/openProvider.js';
export type { PaymentTools } from '../payments/openProvider.js';
export {
  makeDoorLink,
  makePayLink,
  openPayLink,
  payByLink,
  offered,
  preselected,
  readPayPage,
} from '../payments/payLink.js';
export {
  countWaitingLines,
  readAccountNames,
  readBankImport,
  readBankImports,
  readBankLine,
  readBankLines,
  readPaymentEvents,
} from '../bank/readPayments.js';
export { proposalOf, suggestAccounts } from '../bank/suggestAccounts.js';
export type { Suggestion } from '../bank/suggestAccounts.js';
export { readRefundable, refundPayment } from '../payments/refundPayment.js';
export type { Refundable } from '../payments/refundPayment.js';
export { startCheckout } from '../payments/startCheckout.js';
export { takeProviderEvent } from '../payments/reports/takeProviderEvent.js';
export { forgetForeignReports } from '../payments/reports/forgetForeignReports.js';
export { askAboutReports, findAcquainted, listUnread, takeReports } from '../payments/reports/takeReports.js';
export { topUpAccount } from '../payments/topUp/topUpAccount.js';
export { changeTopUp, forgetCard, readTopUp } from '../payments/topUp/topUpSettings.js';
export type { TopUpView } from '../payments/topUp/topUpSettings.js';
export type { BankImport, BankLine, BankProfile, PaymentEvent } from '../store/index.js';

// What the owner's console and the client's portal show
export { explainEntry } from '../ledger/explainEntry.js';
export type { ExplainedEntry, ExplainedLine } from '../ledger/explainEntry.js';
export type { ExplainedTax } from '../ledger/readTaxes.js';
export { previewPlans } from '../plans/previewPlans.js';
export type { PlansOutlook, PlansPreview } from '../plans/previewPlans.js';
export { readAccountList, readBooks, readMonths, RISK_DAYS } from '../accounts/readConsole.js';
export type { Books, MonthSummary } from '../accounts/readConsole.js';
export { readCourse } from '../assessment/readCourse.js';
export { readLetter } from '../emails/readLetter.js';
export type { AccountCourse } from '../assessment/readCourse.js';
export type { ListedAccount, ListPlace } from '../store/index.js';

// Plans, letters and settings in the console, and work that takes long
export { foreseeReplacement } from '../plans/foreseeReplacement.js';
export type { Preview } from '../plans/managePlans.js';
export type { ReplacementForecast } from '../plans/foreseeReplacement.js';
export { startReplacement } from '../plans/startReplacement.js';
export { checkImport, readImportCells, readImportTable, startImport, WHOLE_LINE } from '../accounts/import/checkImport.js';
export type { ImportInput, ReadLine } from '../accounts/import/checkImport.js';
export { readUsualTerms } from '../accounts/usualTerms.js';
export type { ImportedClient } from '../accounts/import/importClient.js';
export { workJobs } from '../tasks/workJobs.js';
export { readJob, readJobs } from '../tasks/readJobs.js';
export type { JobView } from '../tasks/readJobs.js';
export { checkUsageFile, readUsageFileJob, startUsageFile } from '../usage/usageFiles.js';
export type { UsageFileOptions } from '../usage/readUsageFile.js';
export type { UsageFileView, UsageFindings } from '../usage/usageFiles.js';
export { readPlanHolders, readPlanUse } from '../plans/readPlanUse.js';
export { askConnector, readConnectors } from '../suspension/connectorHealth.js';
export { addLogo, dropLogo, readLogo } from '../statements/changeLogo.js';
export { draftAny } from '../plans/draftAny.js';
export { takeTestLetter } from '../emails/takeTestLetter.js';
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
export { accountOfSite } from '../core/accountOfSite.js';
export { readDocument } from '../ledger/readHistory.js';
export { readTab } from '../accounts/readTab.js';
export type { Tab, TabLine } from '../accounts/readTab.js';
export type { Meter, Statement } from '../store/index.js';
export { sealedAt } from '../store/index.js';
export { findWrongKey, resealAll } from './reseal.js';
export { restoreBackup, takeBackup } from './backup.js';
export { type Convergence, convergeRestored } from './convergeRestored.js';
export { eraseClient, exportPersonalData } from '../accounts/personalData.js';
