import { createDates } from '../../../emails/format.js';
import { plainWordingFor } from '../../../emails/wording.js';
import type { PromiseAnswer } from '../../../src/billing/promise.js';
import { publicTexts } from '../texts/index.js';

interface PromiseProps {
  readonly promise: PromiseAnswer;
  readonly isSuspended: boolean;
  /** Whether the reader may ask. */
  readonly mayAsk: boolean;
  readonly owner: string;
  readonly language: string;
  readonly timeZone: string;
  readonly money: (minor: bigint) => string;
  /** The address the form posts to. */
  readonly action: string;
}

/** How the client asks for more time, or why that is not possible now; nothing where the tenant does not offer it. */
export function PromisePart({ promise, isSuspended, mayAsk, owner, action, ...props }: PromiseProps) {
  const { promise: texts } = publicTexts(props.language);
  const { shortMoment, locale } = plainWordingFor(props);
  const dates = createDates(locale, props.timeZone);
  // The page says elsewhere that the account is on hold.
  if (promise.kind === 'off' || promise.kind === 'held') return null;
  if (promise.kind === 'may' && !mayAsk) return null;
  return (
    <section>
      <h2>{texts.title}</h2>
      {promise.kind === 'exempt' && <p>{texts.exempt(dates.weekday(promise.until - 1))}</p>}
      {promise.kind === 'amount' && <p>{texts.amount(owner, props.money(promise.upTo))}</p>}
      {promise.kind === 'often' && <p>{texts.often(owner, shortMoment(promise.again))}</p>}
      {promise.kind === 'may' && (
        <form method="post" action={action} class="fields promise">
          <p>{texts.lead(isSuspended, promise.everyDays)}</p>
          <div class="field">
            <label for="days">{texts.label}</label>
            <select id="days" name="days">
              {promise.choices.map(({ days, until }) => (
                <option value={String(days)}>{texts.choice(days, dates.weekday(until - 1))}</option>
              ))}
            </select>
          </div>
          <button type="submit">{texts.button}</button>
        </form>
      )}
    </section>
  );
}
