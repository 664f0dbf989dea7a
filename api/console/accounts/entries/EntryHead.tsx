interface HeadTexts {
  readonly number: string;
  readonly date: string;
  readonly what: string;
  readonly amount: string;
  readonly balanceAfter: string;
}

const ENGLISH: HeadTexts = {
  number: 'No',
  date: 'Date',
  what: 'What',
  amount: 'Amount',
  balanceAfter: 'Balance',
};

/** The heading above entries, for owner and client. */
export function EntryHead({
  currency,
  texts = ENGLISH,
}: {
  readonly currency: string;
  readonly texts?: HeadTexts;
}) {
  return (
    <thead>
      <tr>
        <th scope="col" class="number">
          {texts.number}
        </th>
        <th scope="col">{texts.date}</th>
        <th scope="col">{texts.what}</th>
        <th scope="col" class="amount">
          {texts.amount} {currency}
        </th>
        <th scope="col" class="amount">
          {texts.balanceAfter} {currency}
        </th>
      </tr>
    </thead>
  );
}
