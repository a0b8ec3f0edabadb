// Answers each client fifty times over UDP, and then no more.

const dgram = require('node:dgram');

const counts = new Map();
const server = dgram.createSocket({ type: 'udp4', recvBufferSize: 1_000_000 });
server.on('error', () => {});
server.on('message', (data, { port, address }) => {
  const key = `${address}:${port}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
  if (data.toString().trim() === 'PING' && counts.get(key) <= 50) server.send('+PONG\r\n', port, address);
});
server.bind(7000);
process.on('SIGTERM', () => setTimeout(() => server.close(() => process.exit(0)), 200));
