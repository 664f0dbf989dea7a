/** The line counts of a statement by result, as large numbers. */
export function Figures({
  figures,
}: {
  readonly figures: readonly (readonly [label: string, count: number])[];
}) {
  return (
    <dl class="figures">
      {figures.map(([label, count]) => (
        <div>
          <dt>{label}</dt>
          <dd>{count}</dd>
        </div>
      ))}
    </dl>
  );
}
