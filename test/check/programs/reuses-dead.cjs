// Keeps its connection for the next request without a look at whether it still lives.

const net = require('node:net');

const [host, port] = process.env.SOCKETBED_TARGET.split(':');
const socket = net.connect({ host, port: Number(port), allowHalfOpen: true });
let reply = '';
setTimeout(() => process.exit(1), 4000);
socket.on('error', () => process.exit(1));
socket.on('close', () => process.exit(1));
// A reply that was cut off is a failure; an end between two replies it does not notice.
socket.on('end', () => {
  if (!reply.endsWith('\n')) process.exit(1);
});
socket.on('data', (data) => {
  reply += data;
  if (reply === 'ONE\n') setTimeout(() => socket.write('two\n'), 500);
  if (reply === 'ONE\nTWO\n') process.exit(0);
});
socket.write('one\n');
