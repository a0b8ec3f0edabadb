// node raw.ts stream|async|datagram: the least code that replies, on Node's own modules: the ceiling. Prints the port.
// `async` is `stream` with a handler that awaits its data, as people want to write it: what an async function costs.

import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { upper } from './upper.ts';

if (process.argv[2] === 'datagram') {
  const socket = createSocket('udp4');
  socket.on('message', (data, peer) => socket.send(upper(data), peer.port, peer.address));
  socket.bind(0, '127.0.0.1', () => console.log(socket.address().port));
} else {
  const server = createServer({ noDelay: true }, process.argv[2] === 'async' ? serveAsync : serve);
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
    console.log((server.address() as AddressInfo).port),
  );
}

function serve(socket: Socket): void {
  socket.on('data', (data) => {
    if (socket.write(upper(data))) return;
    socket.pause();
    socket.once('drain', () => socket.resume());
  });
  socket.on('error', () => {});
}

async function serveAsync(socket: Socket): Promise<void> {
  let resolve: (data: Buffer) => void = () => {};
  let reject: (error: Error) => void = () => {};
  socket.on('data', (data) => resolve(data));
  socket.on('error', (error) => reject(error));
  try {
    for (;;) {
      const data = await new Promise<Buffer>((...settle) => {
        [resolve, reject] = settle;
      });
      socket.write(upper(data));
    }
  } catch {
    // A reset is how the load generator leaves.
  }
}
