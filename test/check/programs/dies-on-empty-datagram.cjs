// Reads the first byte of each datagram without looking whether there is one.

const dgram = require('node:dgram');

const server = dgram.createSocket({ type: 'udp4', recvBufferSize: 1_000_000 });
server.on('error', () => {});
server.on('message', (data, { port, address }) => {
  const kind = data.readUInt8(0);
  if (kind === 80 && data.toString().trim() === 'PING') server.send('+PONG\r\n', port, address);
});
server.bind(7000);
process.on('SIGTERM', () => setTimeout(() => process.exit(0), 200));
