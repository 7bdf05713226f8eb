package io.limpid.server.access;

/**
 * How much may be asked for.
 *
 * @param requestsPerSecond as many at once, then so many each second; 0 for no limit
 * @param charactersPerSecond bytes of bodies, likewise; 0 for no limit
 * @param concurrentRequests under way at a time, from 1; batches are not among them
 * @param batches under way at a time, from 1
 */
public record Allowance(int requestsPerSecond, int charactersPerSecond, int concurrentRequests, int batches) {
    public Allowance {
        if (requestsPerSecond < 0 || charactersPerSecond < 0 || concurrentRequests < 1 || batches < 1) {
            throw new IllegalArgumentException("not an allowance");
        }
    }
}
