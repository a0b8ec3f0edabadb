"""python3 python.py stream|datagram: Python's own threading servers. Prints the port."""

import socketserver
import sys


class StreamUpper(socketserver.BaseRequestHandler):
    def handle(self):
        try:
            while data := self.request.recv(65536):
                self.request.sendall(data.upper())
        except ConnectionError:
            pass


class DatagramUpper(socketserver.BaseRequestHandler):
    def handle(self):
        data, sock = self.request
        sock.sendto(data.upper(), self.client_address)


socketserver.ThreadingMixIn.daemon_threads = True
socketserver.TCPServer.request_queue_size = 4096
if sys.argv[1] == "stream":
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), StreamUpper)
else:
    server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), DatagramUpper)
print(server.server_address[1], flush=True)
server.serve_forever()
