// Speaks before it is spoken to, as servers of mail and of MySQL do; then answers line by line.

const net = require('node:net');

const server = net.createServer((socket) => {
  let text = '';
  socket.on('error', () => {});
  socket.write('220 who is there?\n');
  socket.on('data', (data) => {
    text += data;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      socket.write(`250 hello ${text.slice(0, end)}\n`);
      text = text.slice(end + 1);
    }
  });
});
server.listen(2525);
process.on('SIGTERM', () => process.exit(0));
