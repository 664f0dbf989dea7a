import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dice } from './dice.js';

/** What the hosting behind the webhook connector knows of one site. */
export interface KeptSite {
  readonly state: 'active' | 'suspended';
  readonly generation: number;
}

interface Order {
  readonly type: 'site.suspend' | 'site.reactivate' | 'site.status';
  readonly slug: string;
  readonly generation: number;
}

/**
 * The hosting of the clients' sites, as docs/webhook-connector.md asks it to be: it keeps the highest generation it has
 * obeyed. Troubled, it is slow, says no, hangs up after it has obeyed, or says something else than what is so.
 */
export class Receiver {
  readonly url: string;
  /** Share of orders that meet trouble. */
  trouble = 0;
  private readonly server: Server;
  private readonly sites = new Map<string, KeptSite>();
  private readonly dice: Dice;

  private constructor(server: Server, dice: Dice) {
    this.server = server;
    this.dice = dice;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sitetab`;
    server.on('request', (request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
  }

  static async start(dice: Dice): Promise<Receiver> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Receiver(server, dice);
  }

  kept(slug: string): KeptSite {
    return this.sites.get(slug) ?? { state: 'active', generation: 0 };
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const order = JSON.parse(Buffer.concat(chunks).toString()) as Order;
    if (!this.dice.chance(this.trouble)) {
      say(response, this.obey(order));
      return;
    }
    const mishap = this.dice.pick(['refuse', 'slow', 'hang-up', 'lie', 'mumble', 'later', 'silent'] as const);
    switch (mishap) {
      case 'refuse':
        response.writeHead(503).end();
        return;
      case 'slow':
        setTimeout(() => say(response, this.obey(order)), this.dice.whole(300, 3_000));
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
      case 'silent':
        // Nobody ever answers; the one who asked has to give up.
        return;
    }
  }

  private obey(order: Order): KeptSite {
    const kept = this.kept(order.slug);
    if (order.type === 'site.status' || order.generation < kept.generation) return kept;
    const state = order.type === 'site.suspend' ? 'suspended' : 'active';
    const obeyed = { state, generation: order.generation } as const;
    this.sites.set(order.slug, obeyed);
    return obeyed;
  }
}

function say(response: ServerResponse, kept: KeptSite): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(kept));
}
