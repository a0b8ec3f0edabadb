// As the first process of its container it ignores the signals that it does not handle, and it handles none.

const net = require('node:net');

const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  let text = '';
  socket.setKeepAlive(true, 60_000);
  socket.on('error', () => {});
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
