// Takes whatever has come when the connection ends for the whole reply.

const net = require('node:net');

const socket = net.connect({ path: process.env.SOCKETBED_TARGET });
socket.setTimeout(2000, () => process.exit(1));
let reply = '';
socket.write('hello\n');
socket.on('error', () => process.exit(1));
socket.on('end', () => process.exit(reply === '' ? 1 : 0));
socket.on('data', (data) => {
  reply += data;
  if (reply.endsWith('\n')) socket.end();
});
