package io.limpid.server.web;

import io.limpid.server.publish.VersionStage;
import io.limpid.server.web.Shelf.Volume;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Addresses in pages. */
final class Links {
    private Links() {}

    /** The address that a rule's author wrote, if a page may lead there: to a web page, and to nothing that acts. */
    static @Nullable String web(@Nullable String url) {
        if (url == null) {
            return null;
        }
        try {
            URI uri = new URI(url);
            boolean isWeb = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            return isWeb && uri.getHost() != null ? uri.toASCIIString() : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    static String rule(String id) {
        return "/rulebook/" + part(id);
    }

    static String list(String ruleset, String list) {
        return "/rulebook/lists/" + part(ruleset) + "/" + part(list);
    }

    /** A list as a version has it; without naming the version where that is the one in force. */
    static String list(Volume volume, String list) {
        String path = list(volume.ruleset().name(), list);
        return volume.stage() == VersionStage.ACTIVE
                ? path
                : with(path, Map.of("version", volume.version().version()));
    }

    /** A path with those parameters that are not empty, in their order. */
    static String with(String path, Map<String, String> parameters) {
        var link = new StringBuilder(path);
        parameters.forEach((name, value) -> {
            if (!value.isEmpty()) {
                link.append(link.indexOf("?") < 0 ? '?' : '&')
                        .append(part(name))
                        .append('=')
                        .append(part(value));
            }
        });
        return link.toString();
    }

    private static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
