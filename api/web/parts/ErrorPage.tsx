import { Page } from './Page.js';

export interface ErrorPageProps {
  readonly status: number;
  /** What happened, in short. */
  readonly title: string;
  /** What to do about it. */
  readonly detail?: string;
}

/** What a person in a browser sees where a program would get a problem document. */
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
