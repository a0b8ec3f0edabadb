// Tries again at once, for ever.

const net = require('node:net');

const [host, port] = process.env.SOCKETBED_TARGET.split(':');
function attempt() {
  const socket = net.connect({ host, port: Number(port) });
  let reply = '';
  let again = () => setTimeout(attempt, 10);
  const retry = () => {
    socket.destroy();
    again();
    again = () => {};
  };
  socket.setTimeout(2000, retry);
  socket.on('error', retry);
  socket.on('end', retry);
  socket.write('hello\n');
  socket.on('data', (data) => {
    reply += data;
    if (reply.endsWith('\n')) process.exit(0);
  });
}
attempt();
