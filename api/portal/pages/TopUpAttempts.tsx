import { Empty, Pill } from '../../web/parts/parts.js';
import type { PortalTexts } from '../texts/index.js';
import { ReaderDay } from './ReaderDay.js';
import type { TopUpProps } from './topUpProps.js';

type Outcome = keyof PortalTexts['topUp']['outcomes'];

const TONES: Readonly<Record<Outcome, 'good' | 'bad' | 'warning' | 'held'>> = {
  paid: 'good',
  pending: 'held',
  'needs-client': 'warning',
  refused: 'bad',
  unavailable: 'warning',
  progress: 'held',
};

function isOutcome(outcome: string | null): outcome is Outcome {
  return outcome !== null && Object.hasOwn(TONES, outcome);
}

/** Recent automatic payments and their results. */
export function Attempts({ topUp, now, reader }: TopUpProps) {
  const { topUp: texts } = reader.texts;
  const { attempts, currency } = topUp;
  if (attempts.length === 0) {
    if (topUp.card === null) return null;
    return (
      <section>
        <h2>{texts.attempts}</h2>
        <Empty>
          <p>{texts.noAttempts}</p>
        </Empty>
      </section>
    );
  }
  return (
    <section>
      <h2>{texts.attempts}</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">{texts.date}</th>
            <th scope="col" class="amount">
              {texts.amount} {currency}
            </th>
            <th scope="col">{texts.result}</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(({ startedAt, amount, outcome }) => {
            const known = isOutcome(outcome) ? outcome : 'progress';
            return (
              <tr>
                <td>
                  <ReaderDay reader={reader} at={startedAt} now={now} />
                </td>
                <td class="amount" data-label={texts.amount}>
                  {reader.amount(amount)}
                </td>
                <td data-label={texts.result}>
                  <Pill tone={TONES[known]}>{texts.outcomes[known]}</Pill>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="quiet small">{texts.ifUnpaid}</p>
    </section>
  );
}
