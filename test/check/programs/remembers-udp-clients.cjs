// Keeps something for each address that has ever sent to it: nobody says goodbye on UDP.

const dgram = require('node:dgram');

const clients = new Map();
const server = dgram.createSocket({ type: 'udp4', recvBufferSize: 1_000_000 });
server.on('error', () => {});
server.on('message', (data, { port, address }) => {
  const key = `${address}:${port}`;
  if (!clients.has(key)) clients.set(key, Buffer.alloc(100_000, 1));
  if (data.toString().trim() === 'PING') server.send('+PONG\r\n', port, address);
});
server.bind(7000);
process.on('SIGTERM', () => setTimeout(() => process.exit(0), 200));
