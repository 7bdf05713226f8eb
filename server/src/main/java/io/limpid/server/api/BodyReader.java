package io.limpid.server.api;

import io.javalin.http.Context;
import java.io.IOException;

/** Reads the whole body of a request, within what anybody, and this caller, may send. */
@FunctionalInterface
interface BodyReader {
    byte[] read(Context context) throws RefusedException, IOException;
}
