// Answers PING with +PONG on a Unix socket, as a server should: it removes the file that a killed one has left, handles
// errors, closes what its clients have ended, and stops gracefully.

const { rmSync } = require('node:fs');
const net = require('node:net');

const sockets = new Set();
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  let text = '';
  sockets.add(socket);
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
const { SOCKET_PATH: path = '/run/app/app.sock', RUN_AS: user } = process.env;
if (user !== undefined) process.setuid(Number(user));
const probe = net.connect(path);
// Nobody answers: what is there was left.
probe.on('error', () => {
  rmSync(path, { force: true });
  server.listen({ path, writableAll: process.env.FOR_ALL !== undefined, readableAll: true });
});
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  // What has arrived is answered first.
  setTimeout(() => {
    for (const socket of sockets) socket.destroySoon();
  }, 200);
});
