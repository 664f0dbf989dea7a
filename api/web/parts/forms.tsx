import type { Child } from 'hono/jsx';
import type { FormState } from '../page.js';

interface FormProps {
  readonly action: string;
  readonly state?: FormState;
  /** `fields` stands on its own, `inline` in a row, `wide` for many choices. */
  readonly kind?: 'fields' | 'inline' | 'wide';
  readonly children?: Child;
}

/** A form that posts, with errors about the whole form above it. */
export function Form({ action, state, kind = 'fields', children }: FormProps) {
  const complaint = state !== undefined && isFor(state, action) ? state.complaint : undefined;
  return (
    <form method="post" action={action} class={kind === 'wide' ? 'fields wide' : kind}>
      {complaint !== undefined && (
        <p class="flash bad" role="alert">
          {complaint}
        </p>
      )}
      {children}
    </form>
  );
}

/** A page may have several forms; only the submitted one shows its values and errors. */
export function isFor(state: FormState, action: string): boolean {
  return state.action === undefined || state.action === action;
}

export function valueOf(state: FormState | undefined, name: string): string | undefined {
  const value = state?.values[name];
  return typeof value === 'string' ? value : undefined;
}

/** A field's error, which continues after its name. */
export function reasonOf(state: FormState | undefined, name: string): string | undefined {
  return state?.problems.find(({ field }) => field === name || field.startsWith(`${name}[`))?.reason;
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly state?: FormState | undefined;
  readonly hint?: Child;
  readonly type?: 'text' | 'email' | 'password' | 'date';
  readonly value?: string | undefined;
  readonly autocomplete?: string;
  readonly inputmode?: 'numeric' | 'decimal' | 'email';
  readonly required?: boolean;
  readonly autofocus?: boolean;
  readonly maxlength?: number;
  /** Distinguishes fields of the same name in two forms of a page. */
  readonly id?: string;
}

/** A text input with its label above and its error below. */
export function Field({ name, label, state, hint, type = 'text', value, id = name, ...rest }: FieldProps) {
  const reason = reasonOf(state, name);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        value={type === 'password' ? undefined : (valueOf(state, name) ?? value)}
        aria-invalid={reason === undefined ? undefined : 'true'}
        aria-describedby={notesOf(id, hint, reason)}
        {...rest}
      />
      <Notes id={id} hint={hint} reason={reason} />
    </div>
  );
}

interface FileFieldProps {
  readonly name: string;
  readonly label: string;
  readonly accept: string;
  readonly state?: FormState | undefined;
  readonly hint?: Child;
}

/** A file input. Browsers do not keep it after an error, so the file must be chosen again. */
export function FileField({ name, label, accept, state, hint }: FileFieldProps) {
  const reason = reasonOf(state, name);
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        type="file"
        id={name}
        name={name}
        accept={accept}
        required
        aria-invalid={reason === undefined ? undefined : 'true'}
        aria-describedby={notesOf(name, hint, reason)}
      />
      <Notes id={name} hint={hint} reason={reason} />
    </div>
  );
}

interface SelectProps {
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly state?: FormState | undefined;
  readonly value?: string | undefined;
  readonly hint?: Child;
  readonly id?: string;
}

export function Select({ name, label, options, state, value, hint, id = name }: SelectProps) {
  const reason = reasonOf(state, name);
  const chosen = valueOf(state, name) ?? value;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} aria-describedby={notesOf(id, hint, reason)}>
        {options.map((option) => (
          <option value={option.value} selected={option.value === chosen}>
            {option.label}
          </option>
        ))}
      </select>
      <Notes id={id} hint={hint} reason={reason} />
    </div>
  );
}

interface TextAreaProps {
  readonly name: string;
  readonly label: string;
  readonly state?: FormState | undefined;
  readonly value?: string;
  readonly hint?: Child;
  readonly rows?: number;
}

/** A text area. */
export function TextArea({ name, label, state, value = '', hint, rows = 3 }: TextAreaProps) {
  const reason = reasonOf(state, name);
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <textarea
        id={name}
        name={name}
        rows={rows}
        aria-invalid={reason === undefined ? undefined : 'true'}
        aria-describedby={notesOf(name, hint, reason)}
      >
        {valueOf(state, name) ?? value}
      </textarea>
      <Notes id={name} hint={hint} reason={reason} />
    </div>
  );
}

type Rest<Props> = Omit<Props, 'name' | 'label' | 'state'>;

/** A field as data: its name, its label and its properties. `options` make it a select, `rows` a text area. */
export function field(
  state: FormState | undefined,
  name: string,
  label: string,
  rest: Rest<FieldProps> | Rest<SelectProps> | (Rest<TextAreaProps> & { readonly rows: number }) = {},
) {
  const shared = { name, label, state };
  if ('options' in rest) return <Select {...shared} {...rest} />;
  return 'rows' in rest ? <TextArea {...shared} {...rest} /> : <Field {...shared} {...rest} />;
}

interface NotesProps {
  readonly id: string;
  readonly hint: Child;
  readonly reason: string | undefined;
}

/** Below a field: a hint, and the error of its value. */
function Notes({ id, hint, reason }: NotesProps) {
  return (
    <>
      {hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {reason !== undefined && (
        <span class="error" id={`${id}-error`}>
          {sentence(reason)}
        </span>
      )}
    </>
  );
}

/** The ids of the notes that describe a field, for screen readers. */
function notesOf(id: string, hint: Child, reason: string | undefined): string | undefined {
  const notes = [hint !== undefined && `${id}-hint`, reason !== undefined && `${id}-error`].filter(Boolean);
  return notes.length === 0 ? undefined : notes.join(' ');
}

/** A reason starts with its verb because the API puts the field's name before it; pages put "This". */
function sentence(reason: string): string {
  const starts = /^(must|is|was|contains|has|can|cannot|could|requires)\b/.test(reason);
  const whole = starts ? `This ${reason}` : reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

interface FormActionsProps {
  readonly submit: string;
  /** Where Cancel leads; left out: there is none. */
  readonly back?: string;
  readonly backLabel?: string;
  readonly danger?: boolean;
}

/** The end of a form: the submit button, and a Cancel link if it leads somewhere. */
export function FormActions({ submit, back, backLabel = 'Cancel', danger = false }: FormActionsProps) {
  return (
    <div class="actions">
      <button type="submit" class={danger ? 'danger first' : 'first'}>
        {submit}
      </button>
      {back !== undefined && (
        <a class="button" href={back}>
          {backLabel}
        </a>
      )}
    </div>
  );
}

/** The logged-in user's current password, required to change their login. */
export function OwnPassword({ state }: { readonly state: FormState }) {
  return (
    <Field
      name="password"
      label="Your password"
      type="password"
      state={state}
      autocomplete="current-password"
      required
      maxlength={1_000}
    />
  );
}

/** A single button in a form of its own. */
export function ActionButton({
  action,
  label,
  about,
  danger = false,
  first = false,
  hidden = {},
}: {
  readonly action: string;
  readonly label: string;
  /** The row's name, for screen readers, which announce only the button. */
  readonly about?: string;
  readonly danger?: boolean;
  /** Whether it is the page's main action. */
  readonly first?: boolean;
  readonly hidden?: Readonly<Record<string, string>>;
}) {
  return (
    <form method="post" action={action}>
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={danger ? 'danger' : first ? 'first' : undefined}>
        {label}
        {about !== undefined && <span class="hidden"> {about}</span>}
      </button>
    </form>
  );
}

interface ConfirmProps {
  /** What will be done: "Disable the login of Ann?" */
  readonly question: string;
  /** The effect, and what stays unchanged. */
  readonly effects: readonly Child[];
  readonly action: string;
  readonly button: string;
  readonly back: string;
  readonly state?: FormState;
  readonly children?: Child;
}

/** The confirmation before a destructive action: names the action, its effect and what stays unchanged. */
export function Confirm({ question, effects, action, button, back, state, children }: ConfirmProps) {
  return (
    <div class="careful">
      <h1>{question}</h1>
      <ul class="lead">
        {effects.map((effect) => (
          <li>{effect}</li>
        ))}
      </ul>
      <form method="post" action={action}>
        {state?.complaint !== undefined && (
          <p class="flash bad" role="alert">
            {state.complaint}
          </p>
        )}
        {children}
        <FormActions submit={button} back={back} backLabel="Cancel" danger />
      </form>
    </div>
  );
}
