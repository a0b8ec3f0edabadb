# The original's TCP client. Arguments: host, port, how often to say hello (the original does it for ever).
import socket
import sys

client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect((sys.argv[1], int(sys.argv[2])))
for _ in range(int(sys.argv[3])):
    client.send('hello'.encode('utf-8'))
    data = client.recv(1024)
    print(data, flush=True)
