import { whenText } from './parts.js';

interface SandboxBarProps {
  readonly slug: string;
  readonly now: number;
  /** The page to come back to. */
  readonly back: string;
  /** The mailbox's address with its key; null for readers without access. */
  readonly mailboxUrl: string | null;
}

/** Shown on every page of a sandbox: its time, and buttons to advance it. */
export function SandboxBar({ slug, now, back, mailboxUrl }: SandboxBarProps) {
  return (
    <aside class="sandbox" aria-label="Sandbox clock">
      <p>
        <strong>Sandbox.</strong> It is <time datetime={new Date(now).toISOString()}>{whenText(now)}</time>.{' '}
        {mailboxUrl !== null && <a href={mailboxUrl}>Mailbox</a>}
      </p>
      <form method="post" action={`/sites/${slug}/sandbox-clock`}>
        <input type="hidden" name="back" value={back} />
        <button type="submit" name="step" value="hour" class="small">
          Forward an hour
        </button>
        <button type="submit" name="step" value="day" class="small">
          Forward a day
        </button>
        <button type="submit" name="step" value="week" class="small">
          Forward a week
        </button>
      </form>
    </aside>
  );
}
