// Java's java.net.Socket: the class of the exception, and its message, which often says more than the class. The end of a
// connection is the -1 of read.

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

public class Client {
    private static String reply = "";

    public static void main(String[] arguments) {
        if (!"tcp".equals(System.getenv("SOCKETBED_TRANSPORT"))) System.exit(127);
        String target = System.getenv("SOCKETBED_TARGET");
        String limit = System.getenv("SOCKETBED_TIMEOUT_MS");
        int timeoutMs = limit == null || limit.isEmpty() ? 10_000 : Integer.parseInt(limit);
        int colon = target.lastIndexOf(':');
        String call = "connect";
        try (Socket socket = new Socket()) {
            int port = Integer.parseInt(target.substring(colon + 1));
            socket.connect(new InetSocketAddress(target.substring(0, colon), port), timeoutMs);
            socket.setSoTimeout(timeoutMs);
            call = "write";
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            call = "read";
            byte[] data = new byte[1024];
            while (reply.length() < "hello".length()) {
                int count = socket.getInputStream().read(data);
                if (count < 0) tell("end", text("name", "read() == -1"));
                reply += new String(data, 0, count, StandardCharsets.US_ASCII);
            }
        } catch (IOException error) {
            String name = text("name", error.getClass().getName());
            String message = error.getMessage() == null ? "" : "," + text("message", error.getMessage());
            tell("error", name + "," + text("call", call) + message);
        }
        tell("reply", text("name", reply));
    }

    private static void tell(String outcome, String fields) {
        String runtime = text("runtime", "Java " + System.getProperty("java.version"));
        System.out.println("{" + text("outcome", outcome) + "," + fields + ",\"bytes\":" + reply.length() + "," + runtime + "}");
        System.exit(outcome.equals("reply") ? 0 : 1);
    }

    private static String text(String name, String value) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return "\"" + name + "\":\"" + escaped + "\"";
    }
}
