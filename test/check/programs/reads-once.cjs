// Takes what one read gives for a whole request, and drops what is under way when it is stopped.

const net = require('node:net');

const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  socket.setKeepAlive(true, 60_000);
  socket.on('error', () => {});
  socket.on('end', () => socket.end());
  socket.on('data', (data) => {
    const requests = data.toString().split('\n').slice(0, -1);
    if (requests.length === 0) socket.write('-ERR half a request\r\n');
    // As from a slow disk.
    for (const request of requests)
      setTimeout(() => socket.write(request.trim() === 'PING' ? '+PONG\r\n' : '-ERR\r\n'), 20);
  });
});
server.listen(7000);
process.on('SIGTERM', () => process.exit(0));
