import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Random } from '../../random.js';

/** What the hosting behind the webhook connector knows of one site. */
export interface KeptSite {
  readonly state: 'active' | 'suspended';
  readonly generation: number;
}

export const MISHAPS = ['refuse', 'slow', 'hang-up', 'lie', 'mumble', 'later', 'silent', 'twice'] as const;
export type Mishap = (typeof MISHAPS)[number];

interface Order {
  readonly type: 'site.suspend' | 'site.reactivate' | 'site.status';
  readonly slug: string;
  readonly generation: number;
}

/**
 * The hosting of the clients' sites, as docs/webhook-connector.md asks it to be: it stores the highest generation it
 * has obeyed in a file, so it still knows it after a crash. With faults on, it is slow, refuses, hangs up after it has
 * obeyed, obeys an older command again, or reports a wrong state. At `/never` there is never a response.
 */
export class Hosting {
  trouble = 0;
  mishaps: readonly Mishap[] = MISHAPS;
  private readonly sites = new Map<string, KeptSite>();
  private readonly file: string;
  private readonly random: Random;

  constructor(file: string, random: Random) {
    this.file = file;
    this.random = random;
    if (!existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n').slice(0, -1)) {
      const [slug, kept] = JSON.parse(line) as [string, KeptSite];
      this.sites.set(slug, kept);
    }
  }

  listen(port: number): Promise<Server> {
    const server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
    return new Promise((resolve, reject) => {
      server.on('error', reject);
      server.listen(port, '127.0.0.1', () => resolve(server));
    });
  }

  all(): [string, KeptSite][] {
    return [...this.sites];
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.url === '/never') return;
    const order = JSON.parse(Buffer.concat(chunks).toString()) as Order;
    if (!this.random.chance(this.trouble)) {
      say(response, this.obey(order));
      return;
    }
    switch (this.random.pick(this.mishaps)) {
      case 'refuse':
        response.writeHead(503).end();
        return;
      case 'slow':
        setTimeout(() => say(response, this.obey(order)), this.random.whole(300, 3_000));
        return;
      case 'hang-up':
        this.obey(order);
        response.destroy();
        return;
      case 'lie': {
        const { state, generation } = this.kept(order.slug);
        say(response, { state: state === 'active' ? 'suspended' : 'active', generation });
        return;
      }
      case 'mumble':
        response.writeHead(200).end('{"state":"resting"');
        return;
      case 'later':
        this.obey(order);
        response.writeHead(202).end();
        return;
      case 'twice': {
        // The response comes twice over one connection, and only the first belongs to a request.
        const text = JSON.stringify(this.obey(order));
        const once = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
        response.socket?.end(once + once);
        return;
      }
      case 'silent':
        // Never a response; the client has to give up.
        return;
    }
  }

  private kept(slug: string): KeptSite {
    return this.sites.get(slug) ?? { state: 'active', generation: 0 };
  }

  private obey(order: Order): KeptSite {
    const kept = this.kept(order.slug);
    if (order.type === 'site.status' || order.generation < kept.generation) return kept;
    const state = order.type === 'site.suspend' ? 'suspended' : 'active';
    const obeyed = { state, generation: order.generation } as const;
    this.sites.set(order.slug, obeyed);
    appendFileSync(this.file, `${JSON.stringify([order.slug, obeyed])}\n`);
    return obeyed;
  }
}

function say(response: ServerResponse, kept: KeptSite): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(kept));
}
