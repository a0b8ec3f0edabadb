// node raw.ts stream|datagram: the least code that replies, on Node's own modules: the ceiling. Prints the port.

import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer } from 'node:net';
import { upper } from './upper.ts';

if (process.argv[2] === 'datagram') {
  const socket = createSocket('udp4');
  socket.on('message', (data, peer) => socket.send(upper(data), peer.port, peer.address));
  socket.bind(0, '127.0.0.1', () => console.log(socket.address().port));
} else {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('data', (data) => {
      if (socket.write(upper(data))) return;
      socket.pause();
      socket.once('drain', () => socket.resume());
    });
    socket.on('error', () => {});
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
    console.log((server.address() as AddressInfo).port),
  );
}
