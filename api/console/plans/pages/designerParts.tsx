import type { FormState } from '../../../web/page.js';
import { draftPlaceOf } from '../changeDraft.js';

/** A button that sends the form to add or remove a row, and returns to the same place. */
export function DesignerButton({
  action,
  act,
  label,
  about,
}: {
  readonly action: string;
  readonly act: string;
  readonly label: string;
  readonly about?: string;
}) {
  return (
    <button type="submit" name="act" value={act} formaction={`${action}${draftPlaceOf(act)}`} class="small">
      {label}
      {about !== undefined && <span class="hidden"> {about}</span>}
    </button>
  );
}

/** Errors about a whole line; its id has no field of its own. */
export function IdProblem({ state, path }: { readonly state: FormState; readonly path: string }) {
  const problem = state.problems.find(({ field }) => field === `${path}.id` || field === path);
  return problem === undefined ? null : <p class="error">The name of this line: {problem.reason}.</p>;
}
