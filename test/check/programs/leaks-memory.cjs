// Keeps what belonged to each client that has gone.

const net = require('node:net');

const kept = [];
const sockets = new Set();
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  let text = '';
  kept.push(Buffer.alloc(100_000, 1));
  sockets.add(socket);
  socket.setKeepAlive(true, 60_000);
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
server.listen(7000);
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  setTimeout(() => {
    for (const socket of sockets) socket.destroySoon();
  }, 200);
});
