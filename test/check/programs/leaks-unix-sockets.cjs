// On a Unix socket: never ends its side of a connection that its client has ended.

const { rmSync } = require('node:fs');
const net = require('node:net');

const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  let text = '';
  socket.on('error', () => {});
  socket.on('data', (data) => {
    text += data;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      socket.write('+PONG\r\n');
      text = text.slice(end + 1);
    }
  });
});
rmSync('/run/app/app.sock', { force: true });
server.listen('/run/app/app.sock');
process.on('SIGTERM', () => setTimeout(() => process.exit(0), 200));
