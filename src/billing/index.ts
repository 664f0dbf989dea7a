/** The rules of the tab: pure functions of values. This is the room's only door. */

// Refusals
export { isRefusal, refuse } from '../core/values/refusal.js';
export type { FieldProblem, Refusal, RefusalName } from '../core/values/refusal.js';

// Days and zones
export {
  addDays,
  addMonths,
  dateOfEpochDay,
  DAY_MS,
  daysBetween,
  epochDay,
  endOfDay,
  isLocalDate,
  LATEST,
  isTimeZone,
  knowsZone,
  localDateOf,
  localEpochDayOf,
  startOfDay,
} from '../core/values/zone.js';
export type { Instant, LocalDate } from '../core/values/zone.js';
export { parseInstant } from '../core/values/instant.js';

// Money and quantities
export { currencyCodes, currencyExponent } from '../core/values/currency.js';
export {
  divideRounded,
  formatAmount,
  formatPercent,
  minorPerMajor,
  parseAmount,
  parsePercent,
  taxOn,
} from '../core/values/money.js';
export type { Percent } from '../core/values/money.js';
export { formatQuantity, parseQuantity, storedQuantity, QUANTITY_ONE, quantityToNumber } from '../core/values/quantity.js';
export type { Quantity } from '../core/values/quantity.js';

// Plans and rating
export { compilePlan } from './plans/plan.js';
export type { BandTerms, CompiledPlan, PlanTerms, UsageTerms } from './plans/plan.js';
export type { CompiledComponent } from './plans/component.js';
export { costCurve, prorate, rateComponent, ratePlan, totalOf } from './rating/rate.js';
export type { Share } from './rating/rate.js';
export { explainLine } from './rating/explainLine.js';
export type { ExactMinor, ExplainedPart, LineExplanation } from './rating/explainLine.js';

// Periods
export { firstPeriod, nextPeriod, periodAt } from './periods/period.js';
export type { Period, Schedule } from './periods/period.js';

// Looking ahead
export { HORIZON_DAYS, project, projectLimit, projectLimitDate } from './projection/project.js';
export { refusedBelow, smallestCharge } from './rating/smallestCharge.js';
export type {
  LimitReason,
  MeterHistory,
  Offer,
  Offers,
  Projection,
  ProjectionInput,
  ProjectionPiece,
  ProjectionSpan,
} from './projection/project.js';
export { forecastMeter } from './traffic/forecast.js';
export type { MeterForecast } from './traffic/forecast.js';

export { isReportedDaily, learnArrival, reportingCycleMs, taughtOf } from './traffic/rhythm.js';
export type { ArrivedPart, Reported, Rhythm } from './traffic/rhythm.js';

// Notices
export { decideNotices, nextNoticeAt, toldByReactivation } from './notices.js';

// An account: its facts, where it stands, what it needs
export type {
  AccountFacts,
  AccountState,
  Aggregation,
  Assignment,
  MeterDays,
  NoticeKind,
  PostedLine,
  SettledUsage,
  ScheduledCharge,
  SilentMeter,
  SiteFacts,
  Tax,
  TaxedSum,
  Told,
  UsageDay,
} from './facts.js';
export { linesOf, meteredIn, piecesOf, STARTUP_LINE, usageBetween } from './rating/lines.js';
export { standingOf, withTax } from './standing.js';
export { roundingsOf, taxOnSum } from './rating/taxSum.js';
export type { StatementTax } from './rating/taxSum.js';
export type { TaxRounding } from './rating/taxSum.js';
export { accountSizeFault } from './accountSize.js';
export type { DueLine, Standing } from './standing.js';
export { foresee, foreseeRange } from './projection/foresee.js';
export type { ForeseenRange } from './projection/foresee.js';
export { worthBehind } from './hindsight.js';
export type { PastEntry, WorthPoint } from './hindsight.js';
export { situationOf } from './situation.js';
export type { Situation } from './situation.js';
export { decide, isUpByBrake, movesWake, settlementSpreadMs, wantedState } from './decide.js';
export type { Act, Decision } from './decide.js';
export { attempt, decisionOn, offersOn, outlookOn, rangeOn, standOn } from './projection/outlook.js';
export type { ForecastKind, Outlook } from './projection/outlook.js';

export { readLateUsageDays, takesLateUsage } from './periods/lateUsage.js';

// The brake on suspensions that come in crowds
export { BRAKE_RULE, BRAKE_WINDOW_MS, brakes, readBrakeRule, suspensionsAllowed } from './brake.js';
export type { BrakeRule } from './brake.js';

// Meters that fell silent
export { HABIT_DAYS, SILENCE_DAYS_MAX, silentSince } from './traffic/silence.js';
export type { Closure, MeterSpeech } from './traffic/silence.js';

// Payments: what providers are asked and report, references, bank statements
export { isProviderKind, PROVIDER_KINDS } from './payment.js';
export type {
  CardAnswer,
  CardOrder,
  CardRelease,
  CheckoutAnswer,
  CheckoutOrder,
  ProviderEvent,
  ProviderKind,
  ProviderTrouble,
  RefundAnswer,
  RefundOrder,
  ReportedObject,
  SavedCard,
} from './payment.js';
export { decideSteps } from './reported.js';
export type { Decided } from './reported.js';
export { findReferences, formatReference, seemsToNameReference } from '../core/values/reference.js';
export { readStatement } from '../bank/reading/statement.js';
export { currenciesOf, dayIn, type Day, markOf, plainFigure, readDay, readMoney } from '../bank/reading/figures.js';
export { findDateOrder } from '../bank/reading/dates.js';
export { factsAtOpening } from './projection/opening.js';
export { headingOf } from '../bank/reading/heading.js';
export type { Statement } from '../bank/reading/statement.js';
export type { StatementLine } from '../bank/reading/readRows.js';
export type { LineCounts } from '../bank/reading/mapping.js';
export type { Fault as HeldLine } from '../bank/reading/rows.js';
export type { Heading } from '../bank/reading/heading.js';
export { COLUMN_FIELDS, joinAnswers } from '../bank/reading/answers.js';
export type { StatementAnswers, StatementQuestion } from '../bank/reading/answers.js';

// Access logs: what a line says, whose it is, what lines add up to
export { dateFormat, numberFormat } from '../core/values/formatters.js';
