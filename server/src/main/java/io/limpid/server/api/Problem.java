package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a request got no answer: a problem detail of RFC 9457.
 *
 * @param type a relative URI that names the kind of problem, such as {@code /problems/log-unavailable}
 * @param title the kind of problem, in words
 * @param status of HTTP
 * @param detail this problem, in words
 * @param errors each thing that is wrong in the request; empty where it is none of its parts
 */
public record Problem(String type, String title, int status, String detail, List<Fault> errors) {
    /** The media type of a problem. */
    public static final String CONTENT_TYPE = "application/problem+json";

    public Problem {
        errors = List.copyOf(errors);
    }

    /**
     * One thing that is wrong in a request.
     *
     * @param pointer where, as a JSON Pointer (RFC 6901); empty for the whole body
     * @param detail what
     */
    public record Fault(String pointer, String detail) {}

    private static Problem of(int status, String name, String title, String detail) {
        return new Problem("/problems/" + name, title, status, detail, List.of());
    }

    /** 400: the body is no JSON, or not one that can be read. */
    public static Problem unreadable(String pointer, String detail) {
        return new Problem(
                "/problems/unreadable-body",
                "The body cannot be read",
                400,
                detail,
                List.of(new Fault(pointer, detail)));
    }

    /** 400: members of the body, or parameters, are wrong. */
    public static Problem invalid(List<Fault> errors) {
        String detail = errors.size() == 1
                ? errors.get(0).detail()
                : errors.size() + " things are wrong in the request; errors names each";
        return new Problem("/problems/invalid-request", "The request is not valid", 400, detail, errors);
    }

    /**
     * 400: a comment cannot be scored, for one of the reasons that clients of Perspective know.
     *
     * @param name such as {@code comment-empty}
     */
    static Problem comment(String name, Fault fault) {
        return new Problem("/problems/" + name, "The comment cannot be scored", 400, fault.detail(), List.of(fault));
    }

    /** 404. */
    public static Problem notFound(String detail) {
        return of(404, "not-found", "There is no such thing", detail);
    }

    /** 405. */
    public static Problem methodNotAllowed(String detail) {
        return of(405, "method-not-allowed", "The method is not allowed here", detail);
    }

    /** 401: nobody knows who asks. */
    public static Problem unauthorized(String detail) {
        return of(401, "unauthorized", "A key is needed", detail);
    }

    /** 403: whoever it is may not do this. */
    public static Problem forbidden(String detail) {
        return of(403, "forbidden", "The request is not allowed", detail);
    }

    /** 409. */
    public static Problem conflict(String detail) {
        return of(409, "idempotency-conflict", "The idempotency key was used for another request", detail);
    }

    /** 409: what was asked for may not be done now. */
    public static Problem held(String detail) {
        return of(409, "held", "The content is held", detail);
    }

    /** 409: a version of a ruleset does not fit what is there already. */
    static Problem publicationConflict(List<Fault> faults) {
        return listed("publication-conflict", "The step does not fit what is published", 409, faults);
    }

    /** 422: what a maintainer signed is not the step that was asked for. */
    static Problem badSignature(List<Fault> faults) {
        return listed("bad-signature", "The signature does not fit the step", 422, faults);
    }

    /** 409: a version has not shown what its ruleset asks for before it may act. */
    static Problem gate(List<Fault> faults) {
        return listed("gate", "The version has not shown enough yet", 409, faults);
    }

    /** 422: what was handed in is no sound bundle of a trusted maintainer. */
    static Problem unsound(List<Fault> faults) {
        return listed("unsound-ruleset", "The ruleset cannot be published", 422, faults);
    }

    private static Problem listed(String name, String title, int status, List<Fault> faults) {
        String detail = faults.size() == 1
                ? faults.get(0).detail()
                : faults.size() + " things stand in the way; errors names each";
        return new Problem("/problems/" + name, title, status, detail, faults);
    }

    /** 410. */
    public static Problem erased(String detail) {
        return of(410, "erased", "The content was erased", detail);
    }

    /** 413. */
    public static Problem tooLarge(List<Fault> errors) {
        return new Problem(
                "/problems/too-large",
                "The request is too large",
                413,
                errors.get(0).detail(),
                errors);
    }

    /** 415. */
    public static Problem unsupportedType(String detail) {
        return of(415, "unsupported-media-type", "The content type is not supported", detail);
    }

    /** Another status that says that the request is not HTTP as it should be. */
    static Problem badRequest(int status) {
        return of(status, "bad-request", "The request is not valid", "the request is not HTTP as it should be");
    }

    /** 500: a fault of ours. */
    public static Problem internal() {
        return of(
                500,
                "internal",
                "The server has a fault",
                "the request could not be answered; the server's log says why");
    }

    /** 503: the log takes nothing, so nothing is decided. */
    public static Problem logUnavailable() {
        return of(
                503,
                "log-unavailable",
                "The decision log cannot be written",
                "no decision is given that is not logged; try again later");
    }

    /** 503: the store of rulesets takes or gives nothing. */
    public static Problem storeUnavailable() {
        return of(
                503,
                "store-unavailable",
                "The store of rulesets cannot be used",
                "nothing has changed; decisions go on by what is in force; try again later");
    }

    /** 429: this caller asks for more than its key has. */
    static Problem tooMany(String detail) {
        return of(429, "too-many-requests", "The key has used up what it has", detail);
    }

    /** 503: a layer failed, and the platform wants no decision without it. */
    static Problem layerUnavailable(List<String> layers) {
        return new Problem(
                "/problems/layer-unavailable",
                "A layer of the filter failed",
                503,
                "this platform wants no decision without every layer; try again shortly",
                layers.stream()
                        .map(layer -> new Fault("", layer + " did not answer"))
                        .toList());
    }

    /** 503: too much waits already. */
    public static Problem overloaded(String detail) {
        return of(503, "overloaded", "The server has too much to do", detail);
    }

    /** 503: a model that was asked for by name says nothing. */
    static Problem modelUnavailable(String detail) {
        return of(503, "model-unavailable", "A model cannot be asked", detail);
    }

    /** 503: not everything that decisions need is there. */
    public static Problem notReady(List<Fault> missing) {
        return new Problem("/problems/not-ready", "The server is not ready", 503, "see errors", missing);
    }

    /** The whole problem in one text, for clients that show no more: each thing that is wrong with its place. */
    String summary() {
        return errors.isEmpty()
                ? detail
                : errors.stream()
                        .map(fault ->
                                fault.pointer().isEmpty() ? fault.detail() : fault.pointer() + ": " + fault.detail())
                        .collect(Collectors.joining("; "));
    }

    /** The problem as JSON. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("type", type).put("title", title).put("status", status).put("detail", detail);
        ArrayNode array = json.putArray("errors");
        for (Fault fault : errors) {
            array.addObject().put("pointer", fault.pointer()).put("detail", fault.detail());
        }
        return json;
    }
}
