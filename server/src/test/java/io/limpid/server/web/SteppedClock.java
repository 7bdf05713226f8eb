package io.limpid.server.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands until it is told to go on. */
public final class SteppedClock extends Clock {
    private final AtomicLong millis =
            new AtomicLong(Instant.parse("2026-11-25T12:00:00Z").toEpochMilli());

    /** Lets time pass. */
    public void goOn(Duration by) {
        millis.addAndGet(by.toMillis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }
}
