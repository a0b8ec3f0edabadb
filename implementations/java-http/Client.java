// Java's java.net.http.HttpClient: an exception of its own making, with the one of the socket below as its cause. The
// time-out of a request ends with the head of the answer: a body that stops is waited for without end, so that the wait is
// given up here, later than that time-out, to tell of it.

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

public class Client {
    private static final long GRACE_MS = 2000;

    public static void main(String[] arguments) throws InterruptedException {
        if (!"tcp".equals(System.getenv("SOCKETBED_TRANSPORT"))) System.exit(127);
        String limit = System.getenv("SOCKETBED_TIMEOUT_MS");
        Duration timeout = Duration.ofMillis(limit == null || limit.isEmpty() ? 10_000 : Long.parseLong(limit));
        URI uri = URI.create("http://" + System.getenv("SOCKETBED_TARGET") + "/");
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout).build();
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(timeout).build();
            var response = client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
            String body = response.get(timeout.toMillis() + GRACE_MS, TimeUnit.MILLISECONDS).body();
            tell("reply", text("name", body));
        } catch (TimeoutException waited) {
            tell("timeout", text("name", "it waits on"));
        } catch (ExecutionException failed) {
            Throwable error = failed.getCause();
            Throwable cause = causeOf(error);
            tell("error", said(error) + (cause == error ? "" : ",\"cause\":{" + said(cause) + "}"));
        }
    }

    private static Throwable causeOf(Throwable error) {
        // It closes the connection itself when the time is up. Whether it then names that close as the cause is a race
        // between its own threads, and says nothing of the connection.
        if (error.getClass() == HttpTimeoutException.class) return error;
        Throwable cause = error;
        while (cause.getCause() != null) cause = cause.getCause();
        return cause;
    }

    private static String said(Throwable error) {
        String message = error.getMessage() == null ? "" : "," + text("message", error.getMessage());
        return text("name", error.getClass().getName()) + message;
    }

    private static void tell(String outcome, String fields) {
        String runtime = text("runtime", "Java " + System.getProperty("java.version"));
        System.out.println("{" + text("outcome", outcome) + "," + fields + "," + runtime + "}");
        System.exit(outcome.equals("reply") ? 0 : 1);
    }

    private static String text(String name, String value) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return "\"" + name + "\":\"" + escaped + "\"";
    }
}
