// Waits for ever, for a connection as for a reply; otherwise it fails cleanly.

const net = require('node:net');

const [host, port] = process.env.SOCKETBED_TARGET.split(':');
const socket = net.connect({ host, port: Number(port) });
let reply = '';
socket.write('hello\n');
socket.on('error', () => process.exit(1));
socket.on('end', () => process.exit(reply.endsWith('\n') ? 0 : 1));
socket.on('data', (data) => {
  reply += data;
  if (reply.endsWith('\n')) process.exit(0);
});
