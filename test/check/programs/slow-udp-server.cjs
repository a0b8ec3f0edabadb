// Works 20 ms for each request, and does nothing else meanwhile: under a flood everybody waits, or is lost.

const dgram = require('node:dgram');

const workMs = 20;
const server = dgram.createSocket('udp4');
server.on('error', () => {});
server.on('message', (data, { port, address }) => {
  if (data.toString().trim() !== 'PING') return;
  const endMs = performance.now() + workMs;
  while (performance.now() < endMs);
  server.send('+PONG\r\n', port, address);
});
server.bind(7000);
process.on('SIGTERM', () => setTimeout(() => server.close(() => process.exit(0)), 200));
