// Has a connected socket for each client, and no listener for the ECONNREFUSED that ICMP port unreachable brings to it.

const dgram = require('node:dgram');

const options = { type: 'udp4', reuseAddr: true, recvBufferSize: 1_000_000 };
const server = dgram.createSocket(options);
server.on('error', () => {});
server.on('message', (data, { port, address }) => {
  if (data.toString().trim() !== 'PING') return;
  const client = dgram.createSocket(options);
  const reply = () => client.send('+PONG\r\n', () => setTimeout(() => client.close(), 50));
  client.bind(7000, () => client.connect(port, address, reply));
});
server.bind(7000);
process.on('SIGTERM', () => setTimeout(() => process.exit(0), 200));
