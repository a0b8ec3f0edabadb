// Asks once and waits for ever; takes the next datagram for the answer to its next question, whatever it is.

const dgram = require('node:dgram');

const [host, port] = process.env.SOCKETBED_TARGET.split(':');
const questions = ['one', 'two'];

const socket = dgram.createSocket('udp4');
socket.on('error', () => process.exit(1));
const ask = () => socket.send(questions[0]);
socket.on('message', (data) => {
  if (String(data) !== questions.shift().toUpperCase()) process.exit(1);
  if (questions.length === 0) process.exit(0);
  setTimeout(ask, 300);
});
socket.connect(Number(port), host, ask);
