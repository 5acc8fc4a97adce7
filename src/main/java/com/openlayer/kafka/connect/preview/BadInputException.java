package com.openlayer.kafka.connect.preview;

/** Thrown if an input of the preview command is unusable. The message is the one line that the user sees. */
final class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadInputException(String message) {
        super(message);
    }

    BadInputException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The first lines of the messages of an exception and its causes, without duplicates, on one line. */
    static String describe(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            String message = t.getMessage() == null ? t.getClass().getName() : t.getMessage();
            String line = message.strip().lines().findFirst().orElse("").strip();
            if (text.indexOf(line) < 0) {
                text.append(text.isEmpty() ? "" : ": ").append(line);
            }
        }
        return text.toString();
    }
}
