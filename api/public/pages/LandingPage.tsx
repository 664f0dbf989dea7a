import { Page } from '../../web/parts/Page.js';

export interface LandingPageProps {
  /** The login page of the root site; omitted before the root site exists. */
  readonly siteUrl?: string;
  /** Omitted if emails go to a real mail server. */
  readonly mailboxUrl?: string;
  /** Whether the reader has the mailbox's key. */
  readonly mayOpenMailbox?: boolean;
  readonly apiDocumentUrl: string;
  /** Omitted if its address is unknown. */
  readonly temporalUrl?: string;
  readonly gateUrl: string;
  /** The test clock's address, in the sandbox only. */
  readonly clockUrl?: string;
}

/** The start page: shows that the server runs, and names every address. Only those that a browser can open are links. */
export function LandingPage(props: LandingPageProps) {
  const { siteUrl, mailboxUrl, mayOpenMailbox, apiDocumentUrl, temporalUrl, gateUrl, clockUrl } = props;
  return (
    <Page title="Sitetab">
      <h1>Sitetab is running.</h1>
      <p>It keeps a tab for every client whose website you host.</p>
      <dl>
        {siteUrl !== undefined && <Address name="Log in" url={siteUrl} says="clients, sites, users" />}
        {mailboxUrl !== undefined && (
          <Address
            name="Mailbox"
            url={mailboxUrl}
            says={
              mayOpenMailbox ? 'sent emails' : 'sent emails; open it with the address printed at the start'
            }
            isLink={mayOpenMailbox}
          />
        )}
        <Address name="API document" url={apiDocumentUrl} says="every route under /v1, as OpenAPI" />
        {temporalUrl !== undefined && (
          <Address name="Temporal Web UI" url={temporalUrl} says="one workflow per account" />
        )}
        {clockUrl !== undefined && (
          <Address
            name="Test clock"
            url={clockUrl}
            says="this is a sandbox: its clock is moved at the top of every page, or here with an API key"
            isLink={false}
          />
        )}
        <Address
          name="Gate"
          url={gateUrl}
          says="the address that your web server asks before it serves a page"
          isLink={false}
        />
      </dl>
      <h2>Connect nginx</h2>
      <pre tabindex={0}>{nginxExample(gateUrl)}</pre>
      <p class="quiet">
        The gate answers 204 for an open site and 403 for a suspended one; unknown hosts are not affected. For
        the complete file, Caddy and Traefik, see <code>docs/gate.md</code>.
      </p>
    </Page>
  );
}

function Address({
  name,
  url,
  says,
  isLink = true,
}: {
  readonly name: string;
  readonly url: string;
  readonly says: string;
  readonly isLink?: boolean | undefined;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {isLink ? <a href={url}>{url}</a> : url}
        <br />
        <span class="quiet small">{says}</span>
      </dd>
    </div>
  );
}

/** The main part of docs/nginx.conf.example, which a test runs, with this server's own address. */
function nginxExample(gateUrl: string): string {
  return `location / {
    auth_request /sitetab-gate;
    auth_request_set $sitetab_state $upstream_http_x_sitetab_state;
    error_page 403 =503 @suspended;
    # your site as before
}
location = /sitetab-gate {
    internal;
    proxy_pass ${gateUrl};
    proxy_set_header X-Forwarded-Host $host;
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";
}
location @suspended {
    if ($sitetab_state != suspended) { return 403; }
    rewrite ^ /gate?answer=page? break;
    proxy_pass ${new URL(gateUrl).origin};
    proxy_method GET;
    proxy_set_header X-Forwarded-Host $host;
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";
}`;
}
