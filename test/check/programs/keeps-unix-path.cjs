// On a Unix socket: does not remove the file that a killed one has left, and so cannot bind again.

const net = require('node:net');

const sockets = new Set();
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  let text = '';
  sockets.add(socket);
  socket.on('error', () => {});
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
server.listen('/run/app/app.sock');
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  setTimeout(() => {
    for (const socket of sockets) socket.destroySoon();
  }, 200);
});
