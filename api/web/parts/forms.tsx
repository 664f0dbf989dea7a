import type { Child } from 'hono/jsx';
import type { FormState } from '../page.js';

interface FormProps {
  readonly action: string;
  readonly state?: FormState;
  /** `fields` stands on its own, `inline` in a row, `wide` for many choices. */
  readonly kind?: 'fields' | 'inline' | 'wide';
  readonly children?: Child;
}

/** A form that posts, with what is wrong with it as a whole above it. */
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

/** A page may have several forms; what was typed into one says nothing of another. */
export function isFor(state: FormState, action: string): boolean {
  return state.action === undefined || state.action === action;
}

export function valueOf(state: FormState | undefined, name: string): string | undefined {
  const value = state?.values[name];
  return typeof value === 'string' ? value : undefined;
}

/** What is wrong with a field, in words that read on from its name. */
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
  /** Where two forms of a page have a field of one name. */
  readonly id?: string;
}

/** One line to type into, with its label above and what is wrong with it below. */
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

/** A file to choose. It cannot be shown again after a refusal, so it has to be chosen anew. */
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

/** Several lines to type into. */
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

/** A field as a row: its name, its label, and what else is to be said of it. Options make it a choice, rows a text. */
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

/** What stands below a field: a hint, and what is wrong with what was typed. */
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

/** The notes a field is described by, for those who hear it. */
function notesOf(id: string, hint: Child, reason: string | undefined): string | undefined {
  const notes = [hint !== undefined && `${id}-hint`, reason !== undefined && `${id}-error`].filter(Boolean);
  return notes.length === 0 ? undefined : notes.join(' ');
}

/** A reason starts with its verb, for the API puts the field's name before it; a page says "This". */
function sentence(reason: string): string {
  const starts = /^(must|is|was|contains|has|can|cannot|could|requires)\b/.test(reason);
  const whole = starts ? `This ${reason}` : reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

interface FormActionsProps {
  readonly submit: string;
  /** Where Cancel leads. */
  readonly back: string;
  readonly backLabel?: string;
  readonly danger?: boolean;
}

/** What ends a form: the button that sends it, and the way back without. */
export function FormActions({ submit, back, backLabel = 'Cancel', danger = false }: FormActionsProps) {
  return (
    <div class="actions">
      <button type="submit" class={danger ? 'danger first' : 'first'}>
        {submit}
      </button>
      <a class="button" href={back}>
        {backLabel}
      </a>
    </div>
  );
}

/** The logged-in user's password, asked for again before their login is changed. */
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

/** A button that does one thing, in a form of its own. */
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
  /** Whose row it is, for users of a screen reader, who hear only the button. */
  readonly about?: string;
  readonly danger?: boolean;
  /** It is what one comes to the page for. */
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
  /** What it will do and what stays. */
  readonly effects: readonly Child[];
  readonly action: string;
  readonly button: string;
  readonly back: string;
  readonly state?: FormState;
  readonly children?: Child;
}

/** The step before a destructive action: it names the action, what it affects and what stays. */
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
