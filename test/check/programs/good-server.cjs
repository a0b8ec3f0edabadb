// Answers PING with +PONG, line by line, as a server should: errors are handled, connections watched and closed, and its
// stop is graceful.

const net = require('node:net');

const sockets = new Set();
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  let text = '';
  sockets.add(socket);
  socket.setKeepAlive(true, 60_000);
  socket.setTimeout(Number(process.env.IDLE_MS || 0), () => socket.destroy());
  socket.on('error', () => {});
  socket.on('close', () => sockets.delete(socket));
  socket.on('end', () => socket.end());
  socket.on('data', (data) => {
    text += data;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      socket.write(text.slice(0, end).trim() === 'PING' ? '+PONG\r\n' : '-ERR\r\n');
      text = text.slice(end + 1);
    }
  });
});
server.listen(7000);
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  // What has arrived is answered first.
  setTimeout(() => {
    for (const socket of sockets) socket.destroySoon();
  }, 200);
});
