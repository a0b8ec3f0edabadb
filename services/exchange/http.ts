// An exchange over HTTP: the message is posted to /echo, on a connection that is kept.
//
//   hello -> POST /echo -> 200 HELLO        any other status is a wrong answer, and its status line is what came

import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Failure } from '../../src/errors/outcome.ts';
import type { InternetAddress } from '../../src/socketserver/address.ts';
import type { Channel, Opener } from './exchange.ts';

export function httpTo(target: InternetAddress): Opener {
  return async () => {
    // Loaded only here: it takes as long to load as the rest of a client.
    const { Agent, request } = await import('node:http');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    return new HttpChannel(agent, (bytes) =>
      request({ ...target, agent, path: '/echo', method: 'POST', headers: { 'Content-Length': bytes } }),
    );
  };
}

class HttpChannel implements Channel {
  readonly #agent: { destroy(): void };
  readonly #request: (bytes: number) => ClientRequest;

  constructor(agent: { destroy(): void }, request: (bytes: number) => ClientRequest) {
    this.#agent = agent;
    this.#request = request;
  }

  async ask(message: Buffer): Promise<Buffer | Failure> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      this.#request(message.length).once('response', resolve).on('error', reject).end(message);
    });
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part);
    if (response.statusCode === 200) return Buffer.concat(parts);
    return Buffer.from(`HTTP ${response.statusCode} ${response.statusMessage}`);
  }

  destroy(): void {
    this.#agent.destroy();
  }
}
