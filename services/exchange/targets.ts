// Which server a client asks: a transport and an address, written `tcp:8080` or `/run/socketbed/stream.sock`.

import type { Protocol } from '../../src/errors/transport.ts';
import type { SocketAddress } from '../../src/socketserver/address.ts';
import { checkUnixPath } from '../../src/socketserver/address.ts';
import { parseTarget } from '../settings.ts';
import { udpTo, unixDatagramTo } from './datagram.ts';
import { Exchange } from './exchange.ts';
import { httpTo } from './http.ts';
import { streamTo } from './stream.ts';
import { xmlrpcTo } from './xmlrpc.ts';

/** `name` is what the user knows the target by. A path that begins with `@` is abstract. */
export function exchangeWith(transport: Protocol, target: string, name: string): Exchange {
  switch (transport) {
    case 'tcp':
      return new Exchange(transport, streamTo(parseTarget(target, name)));
    case 'udp':
      return new Exchange(transport, udpTo(parseTarget(target, name)));
    case 'unix-stream':
      return new Exchange(transport, streamTo(unixTarget(target)));
    case 'unix-datagram':
      return new Exchange(transport, unixDatagramTo(unixTarget(target)));
    case 'http':
      return new Exchange(transport, httpTo(parseTarget(target, name)));
    case 'xmlrpc':
      return new Exchange(transport, xmlrpcTo(parseTarget(target, name)));
  }
}

function unixTarget(text: string): SocketAddress & { readonly path: string } {
  const path = text.startsWith('@') ? `\0${text.slice(1)}` : text;
  checkUnixPath(path);
  return { path };
}
