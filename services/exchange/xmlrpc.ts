// The service `xmlrpc` as an echo server: its method `upper` gives a text back in upper case.
//
//   hello -> POST /RPC2, upper('hello') -> 'HELLO'
//
// The connection is made by the first call, and kept.

import type { InternetAddress } from '../../src/socketserver/address.ts';
import type { Opener } from './exchange.ts';

/** What XML cannot carry as text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const binary = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd-\uffff]/;

export function xmlrpcTo({ host, port }: InternetAddress): Opener {
  return async () => {
    // Loaded only here: it brings node:http and an XML parser, which the other transports need not wait for.
    const { ServerProxy } = await import('../../src/socketserver/xmlrpc/server-proxy.ts');
    // By the first call at the latest; here its loading is not taken for the time of a round trip.
    await import('node:http');
    const place = host.includes(':') ? `[${host}]` : host;
    // Without a time-out of its own: the exchange has one.
    const server = new ServerProxy(`http://${place}:${port}/RPC2`, { timeoutMs: 0 });
    return {
      async ask(message) {
        const text = message.toString();
        const reply = await server.call('upper', binary.test(text) ? message : text);
        return reply instanceof Uint8Array ? Buffer.from(reply) : Buffer.from(String(reply));
      },
      destroy: () => server.close(),
    };
  };
}
