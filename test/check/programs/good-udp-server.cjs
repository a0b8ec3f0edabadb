// Answers the datagram PING with +PONG and drops what it does not know, as a server should.

const dgram = require('node:dgram');

const server = dgram.createSocket({ type: 'udp4', recvBufferSize: 1_000_000 });
server.on('error', () => {});
server.on('message', (data, { port, address }) => {
  if (data.toString().trim() === 'PING') server.send('+PONG\r\n', port, address);
});
server.bind(7000);
process.on('SIGTERM', () => {
  // What has arrived is answered first.
  setTimeout(() => server.close(() => process.exit(0)), 200);
});
