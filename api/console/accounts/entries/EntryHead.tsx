/** The heading above entries, for owner and client. */
export function EntryHead({ currency }: { readonly currency: string }) {
  return (
    <thead>
      <tr>
        <th scope="col" class="number">
          No
        </th>
        <th scope="col">Date</th>
        <th scope="col">What</th>
        <th scope="col" class="amount">
          Amount {currency}
        </th>
        <th scope="col" class="amount">
          Balance {currency}
        </th>
      </tr>
    </thead>
  );
}
