// Waits for ever, for a connection as for a reply; otherwise it fails cleanly.

const net = require('node:net');

const target = process.env.SOCKETBED_TARGET;
const [host, port] = target.split(':');
const to = process.env.SOCKETBED_TRANSPORT === 'unix' ? { path: target } : { host, port: Number(port) };
const socket = net.connect(to);
let reply = '';
socket.write('hello\n');
socket.on('error', () => process.exit(1));
socket.on('end', () => process.exit(reply.endsWith('\n') ? 0 : 1));
socket.on('data', (data) => {
  reply += data;
  if (reply.endsWith('\n')) process.exit(0);
});
