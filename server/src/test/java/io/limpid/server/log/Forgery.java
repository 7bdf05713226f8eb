package io.limpid.server.log;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;

/** What only who holds the log's own key for content can do to it. */
public final class Forgery {
    private Forgery() {}

    /** Puts another answer in the place of the one that was given, sealed as the log itself would. */
    public static void ofAnAnswer(Path data, String decisionId) throws Exception {
        ContentKey key = ContentKey.load(data.resolve("content.key"));
        try (Connection log = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("log.db"));
                Connection content = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("content.db"));
                PreparedStatement find = log.prepareStatement("SELECT idx FROM decision WHERE id = ?")) {
            find.setString(1, decisionId);
            long index;
            try (ResultSet rows = find.executeQuery()) {
                rows.next();
                index = rows.getLong(1);
            }
            KeptContent kept;
            try (PreparedStatement read = content.prepareStatement("SELECT key, data FROM content WHERE idx = ?")) {
                read.setLong(1, index);
                try (ResultSet rows = read.executeQuery()) {
                    rows.next();
                    kept = SealedContent.unpack(
                            key.open(new SealedContent(rows.getBytes(1), rows.getBytes(2)), decisionId));
                }
            }
            String forged = new String(kept.answer(), StandardCharsets.UTF_8).replace("\"action\"", "\"acti0n\"");
            List<byte[]> disclosures = kept.encoded().stream()
                    .map(encoded -> java.util.Base64.getUrlDecoder().decode(encoded))
                    .toList();
            var random = new SecureRandom();
            var recordKey = new byte[ContentKey.RECORD_KEY_BYTES];
            var nonce = new byte[ContentKey.NONCE_BYTES];
            random.nextBytes(recordKey);
            random.nextBytes(nonce);
            SealedContent sealed = key.seal(
                    recordKey,
                    nonce,
                    decisionId,
                    SealedContent.pack(disclosures, kept.answerSalt(), forged.getBytes(StandardCharsets.UTF_8)));
            try (PreparedStatement write =
                    content.prepareStatement("UPDATE content SET key = ?, data = ? WHERE idx = ?")) {
                write.setBytes(1, sealed.key());
                write.setBytes(2, sealed.data());
                write.setLong(3, index);
                write.executeUpdate();
            }
        }
    }
}
