import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** How a line between two programs can be: `frozen` takes bytes and passes none on. */
export type LineState = 'open' | 'closed' | 'frozen';

/** A bad line: passes bytes on between our programs and a server, until a fault is set. */
export class Line {
  readonly port: number;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private state: LineState = 'open';
  private delayMs = 0;

  private constructor(server: Server, target: () => number) {
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (near) => this.carry(near, target()));
  }

  static async to(target: () => number): Promise<Line> {
    const server = createServer({ allowHalfOpen: false });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Line(server, target);
  }

  /** Cuts every connection there is; new ones are taken as the line's state says. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  become(state: LineState): void {
    this.state = state;
    if (state === 'closed') this.cut();
    for (const socket of this.sockets) if (state === 'frozen') socket.pause();
    if (state === 'open') for (const socket of this.sockets) socket.resume();
  }

  /** Every piece is held up so long. */
  slowDown(delayMs: number): void {
    this.delayMs = delayMs;
  }

  async stop(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close').catch(() => undefined);
  }

  private carry(near: Socket, port: number): void {
    if (this.state === 'closed') return void near.destroy();
    const far = connect(port, '127.0.0.1');
    this.join(near, far);
    this.join(far, near);
  }

  private join(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.setNoDelay(true);
    let held = 0;
    let last = Promise.resolve();
    // One after the other, also when the line is faster again than for the piece before: order is what TCP promises.
    from.on('data', (bytes) => {
      if (this.delayMs === 0 && held === 0) return void to.write(bytes);
      const due = performance.now() + this.delayMs;
      held += 1;
      last = last.then(async () => {
        await delay(Math.max(0, due - performance.now()));
        held -= 1;
        if (to.writable) to.write(bytes);
      });
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
    if (this.state === 'frozen') from.pause();
  }
}
