// Replies to every client by another socket than the one that was asked.

const dgram = require('node:dgram');

const server = dgram.createSocket({ type: 'udp4', recvBufferSize: 1_000_000 });
const replies = dgram.createSocket('udp4');
server.on('error', () => {});
server.on('message', (data, { port, address }) => {
  if (data.toString().trim() === 'PING') replies.send('+PONG\r\n', port, address);
});
server.bind(7000);
replies.bind(7001);
process.on('SIGTERM', () => setTimeout(() => process.exit(0), 200));
