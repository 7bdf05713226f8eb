package io.limpid.server.webhook;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Who is told of what changes after an answer.
 *
 * @param endpoints where messages go
 * @param hosts the only ones that an endpoint may be at, in lower case; empty where those of the endpoints are meant
 * @param privateAddresses whether endpoints may be at addresses that the public network does not reach
 */
public record WebhookSettings(List<Endpoint> endpoints, Set<String> hosts, boolean privateAddresses) {
    /** Nobody is told of anything. */
    public static final WebhookSettings NONE = new WebhookSettings(List.of(), Set.of(), false);

    /** The endpoint that {@code serve --notify} names. */
    public static final String OWNER = "owner";

    private static final int MOST_ENDPOINTS = 64;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern LITERAL =
            Pattern.compile("([0-9]|[1-9][0-9]{1,2})(\\.([0-9]|[1-9][0-9]{1,2})){3}|\\[.*]");

    /** What some programs read as an address, each in its own way: octal, hexadecimal, one number for all. */
    private static final Pattern NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)\\.?");

    /**
     * Checks everything.
     *
     * @throws WebhookRefusedException with every problem
     */
    public WebhookSettings {
        endpoints = List.copyOf(endpoints);
        Set<String> allowed = new TreeSet<>();
        hosts.forEach(host -> allowed.add(host.toLowerCase(Locale.ROOT)));
        hosts = Set.copyOf(allowed);
        List<String> problems = new ArrayList<>();
        if (endpoints.size() > MOST_ENDPOINTS) {
            problems.add("there are " + endpoints.size() + " webhooks, and there may be " + MOST_ENDPOINTS);
        }
        Set<String> names = new HashSet<>();
        for (Endpoint endpoint : endpoints) {
            if (!names.add(endpoint.name())) {
                problems.add("two webhooks have the name " + endpoint.name() + "; give each its own");
            }
            for (String problem : problems(endpoint, allowed, privateAddresses)) {
                problems.add("webhook \"" + endpoint.name() + "\": " + problem);
            }
        }
        if (!problems.isEmpty()) {
            throw new WebhookRefusedException(String.join("\n", problems), null);
        }
    }

    /** One endpoint that hears everything. */
    public static WebhookSettings ofOwner(URI url, List<WebhookSecret> secrets, boolean privateAddresses) {
        return new WebhookSettings(
                List.of(new Endpoint(OWNER, url, secrets, Optional.empty(), Set.of())), Set.of(), privateAddresses);
    }

    private static List<String> problems(Endpoint endpoint, Set<String> allowed, boolean privateAddresses) {
        List<String> problems = new ArrayList<>();
        if (!NAME.matcher(endpoint.name()).matches()) {
            problems.add(
                    "its name has 1 to 64 letters, digits, dots, hyphens and underscores, and begins with a letter or"
                            + " a digit");
        }
        if (endpoint.platform().filter(name -> !NAME.matcher(name).matches()).isPresent()) {
            problems.add("its platform is no name that a platform's key can have");
        }
        if (endpoint.secrets().isEmpty() || endpoint.secrets().size() > WebhookSecret.MOST) {
            problems.add("it has 1 to " + WebhookSecret.MOST + " secrets");
        }
        problems.addAll(problems(endpoint.url(), allowed, privateAddresses));
        return problems;
    }

    /** Names the parts of an address, never all of it: a path may be a secret. */
    private static List<String> problems(URI url, Set<String> allowed, boolean privateAddresses) {
        List<String> problems = new ArrayList<>();
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            problems.add("its url begins with https:// or http://");
        }
        if (url.getRawAuthority() != null && url.getRawAuthority().contains("@")) {
            problems.add("its url has a user name before the host; messages are signed and need none");
        }
        if (url.getRawFragment() != null) {
            problems.add("its url has a part after #, which is never sent");
        }
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            problems.add("its port is 1 to 65535");
        }
        if (url.getHost() == null) {
            problems.add("its url has no host that can be read, such as https://example.org/hooks/limpid");
            return problems;
        }
        String host = url.getHost().toLowerCase(Locale.ROOT);
        if (!allowed.isEmpty() && !allowed.contains(host)) {
            problems.add("its host " + host + " is not among webhook_hosts");
        }
        obstacle(host, privateAddresses).ifPresent(problems::add);
        return problems;
    }

    /** What is known of a host before it is looked up; names are looked up for each message. */
    private static Optional<String> obstacle(String host, boolean privateAddresses) {
        if (host.equals("localhost") && !privateAddresses) {
            return Optional.of("localhost is this machine; webhook_private_addresses allows it");
        }
        if (!LITERAL.matcher(host).matches()) {
            return NUMBER.matcher(host).matches()
                    ? Optional.of("its host " + host + " is a number; an address is written as four decimal ones")
                    : Optional.empty();
        }
        try {
            return Addresses.obstacle(InetAddress.getByName(host), privateAddresses);
        } catch (UnknownHostException e) {
            return Optional.of("its host " + host + " is no address");
        }
    }
}
