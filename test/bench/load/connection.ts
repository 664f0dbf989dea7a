import { connect, type Socket } from 'node:net';

export interface HttpResponse {
  readonly status: number;
  /** The whole answer, head included. */
  readonly text: string;
}

const HEAD_END = '\r\n\r\n';

/**
 * One kept-alive HTTP/1.1 connection with one request at a time, read no further than it must be: the machine that is
 * measured also has to carry the load, so each request may cost only a few microseconds here.
 */
export class HttpConnection {
  private readonly socket: Socket;
  private received = '';
  private settle: { done: (answer: HttpResponse) => void; failed: (error: Error) => void } | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.take(bytes.toString('latin1')));
    socket.on('error', (error) => this.settle?.failed(error));
    socket.on('close', () => this.settle?.failed(new Error('the server closed the connection')));
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new HttpConnection(socket)));
      socket.once('error', reject);
    });
  }

  /** Whether the server has closed it, as servers do with connections that rest. */
  get isClosed(): boolean {
    return this.socket.destroyed || this.socket.readableEnded;
  }

  ask(request: string): Promise<HttpResponse> {
    this.socket.write(request);
    return new Promise((done, failed) => {
      this.settle = { done, failed };
    });
  }

  close(): void {
    this.settle = undefined;
    this.socket.destroy();
  }

  private take(text: string): void {
    this.received = this.received === '' ? text : this.received + text;
    if (!isWhole(this.received)) return;
    const answer = { status: Number(this.received.slice(9, 12)), text: this.received };
    this.received = '';
    const { settle } = this;
    this.settle = undefined;
    settle?.done(answer);
  }
}

function isWhole(text: string): boolean {
  const headLength = text.indexOf(HEAD_END);
  if (headLength < 0) return false;
  const head = text.slice(0, headLength).toLowerCase();
  const length = /content-length: (\d+)/.exec(head)?.[1];
  if (length !== undefined) return text.length >= headLength + HEAD_END.length + Number(length);
  return !head.includes('transfer-encoding: chunked') || text.endsWith('0\r\n\r\n');
}

/** A request as it goes over the wire. */
export function requestText(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): string {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(([name, value]) => `${name}: ${value}`);
  if (body !== '') lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(body)}`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}${HEAD_END}${body}`;
}
