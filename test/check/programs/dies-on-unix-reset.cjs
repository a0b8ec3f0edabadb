// On a Unix socket: has no error listener, so that the first ECONNRESET or EPIPE ends the process.

const { rmSync } = require('node:fs');
const net = require('node:net');

const sockets = new Set();
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  let text = '';
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  socket.on('end', () => socket.end());
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
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  setTimeout(() => {
    for (const socket of sockets) socket.destroySoon();
  }, 200);
});
