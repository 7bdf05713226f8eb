package io.limpid.signal.link;

import com.google.common.collect.Sets;
import io.limpid.signal.LinkTrait;
import io.limpid.text.Span;
import java.util.Set;

/**
 * A link in a post.
 *
 * @param span where it stands in the text as written, disguise included; of a Markdown or HTML link only the target
 * @param url the address with disguises undone: {@code scheme://host:port/path}, {@code http} where none was written,
 *     user name dropped
 * @param host the lower-case ASCII form of the host ({@code xn--…} for internationalised labels; dotted or colon form
 *     of an IP address, without brackets)
 * @param features what can be said of the link, {@link LinkTrait#ANY} always among it, in the order of the enum
 */
public record Link(Span span, String url, String host, Set<LinkTrait> features) {
    public Link {
        features = Sets.immutableEnumSet(features);
    }
}
