import type { Child } from 'hono/jsx';
import { type Permission, PERMISSIONS } from '../../../src/auth/groups/permissions.js';
import { PERMISSION_TEXTS } from '../../auth/permissionTexts.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** An instant in UTC, because a site's users may be in any time zone. */
export function When({ at }: { readonly at: number }) {
  return (
    <time class="when" datetime={new Date(at).toISOString()}>
      {whenText(at)}
    </time>
  );
}

export function whenText(at: number): string {
  const date = new Date(at);
  const time = date.toISOString().slice(11, 16);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}, ${time} UTC`;
}

/** How long something took: "12 minutes". */
export function durationText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return 'less than a minute';
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

/** "One person", "3 people": a heading that counts what follows. */
export function counted(count: number, one: string, many: string): string {
  if (count === 0) return `No ${many}`;
  return count === 1 ? `One ${one}` : `${count} ${many}`;
}

export function Pill({
  tone,
  children,
}: {
  readonly tone: 'good' | 'bad' | 'warning' | 'held';
  readonly children: Child;
}) {
  return <span class={`pill ${tone}`}>{children}</span>;
}

export function Empty({ children }: { readonly children: Child }) {
  return <div class="empty">{children}</div>;
}

interface HeadProps {
  /** The page's main statement in one line. */
  readonly title: string;
  readonly lead?: Child;
  /** The page it belongs to. */
  readonly up?: { readonly href: string; readonly label: string };
}

export function Head({ title, lead, up }: HeadProps) {
  return (
    <>
      {up !== undefined && (
        <p class="crumbs">
          <a href={up.href}>{up.label}</a>
        </p>
      )}
      <h1>{title}</h1>
      {lead !== undefined && <p class="lead">{lead}</p>}
    </>
  );
}

/** A short browser name from a long User-Agent. */
export function browserText(userAgent: string): string {
  const browser =
    /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(userAgent.replace(/HeadlessChrome/, 'Chrome'))?.[1] ?? undefined;
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent)?.[1];
  const names: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'a Mac' };
  const named = browser === undefined ? userAgent.slice(0, 60) : (names[browser] ?? browser);
  if (named === '') return 'an unknown program';
  return system === undefined ? named : `${named} on ${names[system] ?? system}`;
}

interface PermissionChoicesProps {
  /** The permissions on offer: a user cannot grant what they lack. */
  readonly givable: ReadonlySet<Permission>;
  readonly chosen: ReadonlySet<string>;
  readonly error?: string | undefined;
}

/** A checkbox for each permission, in the standard order. */
export function PermissionChoices({ givable, chosen, error }: PermissionChoicesProps) {
  return (
    <fieldset aria-describedby={error === undefined ? undefined : 'permissions-error'}>
      <legend>May</legend>
      <div class="choices">
        {PERMISSIONS.filter((permission) => givable.has(permission)).map((permission) => (
          <label>
            <input type="checkbox" name="permissions" value={permission} checked={chosen.has(permission)} />
            <span>
              {PERMISSION_TEXTS[permission]}
              <small>{permission}</small>
            </span>
          </label>
        ))}
      </div>
      {error !== undefined && (
        <span class="error" id="permissions-error">
          {error}
        </span>
      )}
    </fieldset>
  );
}
