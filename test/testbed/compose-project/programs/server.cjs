// Answers each message on port 9000 with 200 bytes: 100 a, 100 b. With `check` it asks itself, for the health check.
const net = require('node:net');

const reply = 'a'.repeat(100) + 'b'.repeat(100);

if (process.argv[2] === 'check') {
  const socket = net.connect(9000, '127.0.0.1', () => process.exit(0));
  socket.on('error', () => process.exit(1));
} else {
  const server = net.createServer((socket) => {
    socket.on('error', ({ code }) => console.log(`a client: ${code}`));
    socket.on('data', () => socket.write(reply));
  });
  server.listen(9000, () => console.log('listening'));
  process.on('SIGTERM', () => process.exit(0));
}
