package io.limpid.server.log;

import java.util.List;
import java.util.Map;

/**
 * The restricted part of a record, decrypted.
 *
 * @param disclosures the fields whose value was kept, by name, as JSON values (Jackson's: {@code Integer}, {@code Double} … for numbers)
 * @param encoded the disclosures as RFC 9901 encodes them, whose digests the leaf holds; without those of which only the digest is kept
 * @param digestOnly how many disclosures there are of which only the salt is kept
 * @param answerSalt with which the leaf's {@code answer_digest} was made
 * @param answer the answer as the caller got it
 */
@SuppressWarnings("ArrayRecordComponent") // Given back byte for byte; nothing compares two of them.
public record KeptContent(
        Map<String, Object> disclosures, List<String> encoded, int digestOnly, byte[] answerSalt, byte[] answer) {}
