// Never ends its side of a connection that its client has ended.

const net = require('node:net');

const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  let text = '';
  socket.setKeepAlive(true, 60_000);
  socket.on('error', () => {});
  socket.on('data', (data) => {
    text += data;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      socket.write('+PONG\r\n');
      text = text.slice(end + 1);
    }
  });
});
server.listen(7000);
process.on('SIGTERM', () => setTimeout(() => process.exit(0), 200));
