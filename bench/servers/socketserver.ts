// node socketserver.ts stream|datagram|forking: the library's servers. Prints the port.

import { ForkingTCPServer, ThreadingTCPServer, ThreadingUDPServer } from '../../src/socketserver/index.ts';
import { DatagramUpper, StreamUpper } from './handlers.ts';

const address = { host: '127.0.0.1', port: 0 };
// A reset is how the load generator leaves; it is no news here.
const onEvent = (): void => {};
const servers = {
  stream: () => new ThreadingTCPServer(address, StreamUpper, { onEvent }),
  datagram: () => new ThreadingUDPServer(address, DatagramUpper, { onEvent }),
  forking: () =>
    new ForkingTCPServer(address, new URL('./handlers.ts#StreamUpper', import.meta.url), {
      warmChildren: 2,
      requestsPerChild: Number.POSITIVE_INFINITY,
      onEvent,
    }),
};
const kind = process.argv[2];
if (kind !== 'stream' && kind !== 'datagram' && kind !== 'forking') process.exit(2);
console.log((await servers[kind]().start()).address.port);
