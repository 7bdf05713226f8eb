package io.limpid.server.publish;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Archives of one form only (POSIX.1-1988 ustar): plain files with short ASCII names, owned by nobody, of no time. So the same files
 * are the same bytes on every machine, and what is not exactly such an archive is none.
 */
final class Tar {
    static final int MAX_NAME = 100;

    /** Of names: folders and files of letters, digits, dots, dashes and underscores, none beginning with a dot. */
    static final Pattern NAME = Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private static final int BLOCK = 512;
    private static final int SIZE_AT = 124;
    private static final int CHECKSUM_AT = 148;

    private Tar() {}

    /**
     * Packs files, in their order.
     *
     * @throws IllegalArgumentException if a name is none
     */
    static byte[] pack(Map<String, byte[]> files) {
        var out = new ByteArrayOutputStream();
        files.forEach((name, bytes) -> {
            if (!NAME.matcher(name).matches() || name.length() > MAX_NAME) {
                throw new IllegalArgumentException("\"" + name + "\" cannot be packed: a name has up to " + MAX_NAME
                        + " ASCII letters, digits, dots, dashes and underscores");
            }
            out.writeBytes(header(name, bytes.length));
            out.writeBytes(bytes);
            out.writeBytes(new byte[padding(bytes.length)]);
        });
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    private static byte[] header(String name, int size) {
        var header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, SIZE_AT, String.format(Locale.ROOT, "%011o\0", size));
        put(header, 136, "00000000000\0");
        put(header, CHECKSUM_AT, " ".repeat(8));
        put(header, 156, "0");
        put(header, 257, "ustar\00000");
        put(header, 329, "0000000\0");
        put(header, 337, "0000000\0");
        int sum = 0;
        for (byte one : header) {
            sum += one & 0xff;
        }
        put(header, CHECKSUM_AT, String.format(Locale.ROOT, "%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static int padding(int size) {
        return (BLOCK - size % BLOCK) % BLOCK;
    }

    /**
     * Reads what {@link #pack} wrote, and nothing else: no links, no folders, no other archive of the same files.
     *
     * @return the files in their order
     */
    static Map<String, byte[]> read(byte[] archive) throws BrokenBundleException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        int at = 0;
        while (at + BLOCK <= archive.length && archive[at] != 0) {
            String name = text(archive, at, MAX_NAME);
            long size = size(archive, at, name);
            int begin = at + BLOCK;
            if (!NAME.matcher(name).matches() || size > archive.length - begin || files.containsKey(name)) {
                throw new BrokenBundleException("not a bundle: the file at byte " + at
                        + " has a name that no ruleset's has, or one that was there, or is longer than the archive");
            }
            files.put(name, Arrays.copyOfRange(archive, begin, begin + (int) size));
            at = begin + (int) size + padding((int) size);
        }
        if (files.isEmpty() || !Arrays.equals(pack(files), archive)) {
            throw new BrokenBundleException(
                    "not a bundle, or one that was packed by another program: make it with" + " limpid rules pack");
        }
        return files;
    }

    private static long size(byte[] archive, int at, String name) throws BrokenBundleException {
        String octal = text(archive, at + SIZE_AT, 11);
        if (!octal.matches("[0-7]{11}")) {
            throw new BrokenBundleException("not a bundle: no size of \"" + name + "\"");
        }
        return Long.parseLong(octal, 8);
    }

    private static String text(byte[] archive, int at, int length) {
        int end = at;
        while (end < at + length && archive[end] != 0) {
            end++;
        }
        return new String(archive, at, end - at, StandardCharsets.ISO_8859_1);
    }
}
