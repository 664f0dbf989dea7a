interface CsvColumnsProps {
  readonly title: string;
  /** The name of each column, and its content. */
  readonly columns: readonly (readonly [name: string, words: string])[];
}

/** Lists the columns that an uploaded file may have. */
export function CsvColumns({ title, columns }: CsvColumnsProps) {
  return (
    <section>
      <h2>{title}</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Content</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(([name, words]) => (
            <tr>
              <td>
                <code>{name}</code>
              </td>
              <td>{words}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
