import { Page } from './Page.js';

export interface ErrorPageProps {
  readonly status: number;
  /** What happened, in short. */
  readonly title: string;
  /** What to do about it. */
  readonly detail?: string;
}

/** The error page for browsers, where programs get an RFC 9457 document. */
export function ErrorPage({ status, title, detail }: ErrorPageProps) {
  return (
    <Page title={title}>
      <h1>{title}</h1>
      {detail !== undefined && <p>{detail}</p>}
      <p class="quiet small">Status {status}</p>
      <p>
        <a href="/">Overview</a>
      </p>
    </Page>
  );
}
