// Serves one client after the other: who is silent, or slow, holds up all.

const net = require('node:net');

const queue = [];
let serving;
const next = () => {
  serving = queue.shift();
  if (serving === undefined) return;
  let text = '';
  serving.on('data', (data) => {
    text += data;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      serving?.write('+PONG\r\n');
      text = text.slice(end + 1);
    }
  });
  serving.resume();
  if (serving.destroyed || serving.readableEnded) next();
};
const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
  socket.setKeepAlive(true, 60_000);
  socket.on('error', () => {});
  socket.on('end', () => socket.end());
  socket.on('close', () => {
    if (serving === socket) next();
  });
  queue.push(socket);
  if (serving === undefined) next();
});
server.listen(7000);
process.on('SIGTERM', () => setTimeout(() => process.exit(0), 300));
