package io.limpid.server.proof;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Trees, proofs and notes whose hashes and signatures were computed elsewhere. */
public final class Vectors {
    /** The eight leaves that tests of Certificate Transparency have used since 2013. */
    public static final List<byte[]> ENTRIES = List.of(
            hex(""),
            hex("00"),
            hex("10"),
            hex("2021"),
            hex("3031"),
            hex("40414243"),
            hex("5051525354555657"),
            hex("606162636465666768696a6b6c6d6e6f"));

    /** The hashes of {@link #ENTRIES}, and of their subtrees of 2, 4 and 8. */
    public static final List<List<Hash>> LEVELS = List.of(
            hashes("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
                    + " 96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
                    + " 0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7"
                    + " 07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7"
                    + " bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
                    + " 4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658"
                    + " b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
                    + " 46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1"),
            hashes("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
                    + " 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
                    + " 0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
                    + " ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
            hashes("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
                    + " 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
            hashes("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"));

    /** The roots of the first 0 to 8 of {@link #ENTRIES}. */
    public static final List<Hash> ROOTS = hashes("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            + " 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
            + " fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
            + " aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
            + " d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
            + " 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"
            + " 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"
            + " ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"
            + " 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    /** An inclusion proof of the public log Rekor: index 1227 at size 14358. */
    public static final Hash REKOR_LEAF =
            Hash.ofHex("ac3650aee1c1b3821211cf07067c1a118d0a7f86867bbb1df340cb8fc9c221af");

    public static final TreeHead REKOR_HEAD =
            new TreeHead(14358, Hash.ofHex("effa4fa4575f72829016a64e584441203de533212f9470d63a56d1992e73465d"));

    public static final List<Hash> REKOR_PATH =
            hashes("810320ec3029914695826d60133c67021f66ee0cfb09a6f79eb267ed9f55de2c"
                    + " 67e9d9f66f0ad388f7e1a20991e9a2ae3efad5cbf281e8b3d2aaf1ef99a4618c"
                    + " 16a106400c53465f6e18c2475df6ba889ca30f5667bacf32b1a5661f14a5080c"
                    + " b4439e8d71edbc96271723cb7a969dd725e23e73d139361864a62ed76ce8dc11"
                    + " 49b3e90806c7b63b5a86f5748e3ecb7d264ea0828eb74a45bc1a2cd7962408e8"
                    + " 5059ad9b48fa50bd9adcbff0dd81c5a0dcb60f37e0716e723a33805a464f72f8"
                    + " 6c2ce64219799e61d72996884eee9e19fb906e4d7fa04b71625fde4108f21762"
                    + " 784f79c817abb78db3ae99b6c1ede640470bf4bb678673a05bf3a6b50aaaddd6"
                    + " c6d92ebf4e10cdba500ca410166cd0a8d8b312154d2f45bc4292d63dea6112f6"
                    + " 1768732027401f6718b0df7769e2803127cfc099eb130a8ed7d913218f6a65f6"
                    + " 0da021f68571b65e49e926e4c69024de3ac248a1319d254bc51a85a657b93c33"
                    + " bc8cf0c8497d5c24841de0c9bef598ec99bbd59d9538d58568340646fe289e9a"
                    + " be328fa737b8fa9461850b8034250f237ff5b0b590b9468e6223968df294872b"
                    + " 6f06f4025d0346f04830352b23f65c8cd9e3ce4b8cb899877c35282521ddaf85");

    /** The entries, the key and the last checkpoint of a log that another program wrote: Tessera's test data. */
    public static final List<String> TESSERA_ENTRIES = List.of(
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eit",
            "nain",
            "ten",
            "ileven",
            "twelf",
            "threeten",
            "fourten",
            "fivten");

    public static final String TESSERA_KEY =
            "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

    public static final String TESSERA_CHECKPOINT = """
            example.com/log/testdata
            15
            rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=

            — example.com/log/testdata M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI=
            """;

    /** The note that the specification gives as its example of a key. */
    public static final String SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    public static final String SPEC_TEXT = "This is an example message.\n";
    public static final String SPEC_LINE =
            "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    /** The key of test 1 of RFC 8032, section 7.1, its name, and its signature under the tree of {@link #ENTRIES}. */
    public static final byte[] LOG_SEED = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

    public static final String LOG_KEY = "example.org/decisions+4a4c10c2+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
    public static final String ORIGIN = "example.org/decisions";
    public static final String CHECKPOINT_TEXT = """
            example.org/decisions
            8
            XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=
            """;
    public static final String CHECKPOINT = CHECKPOINT_TEXT + """

            — example.org/decisions SkwQwuB342LmvRGGWiFAOmHdXJH/+JIWcfVU5/lgeah4yY1PG4JtSDlE3OOSl1ZvfGTuNAYuXEWx+9KDQ1zWvsKPMAw=
            """;

    /** The key of test 2 of RFC 8032 as a witness's, and its cosignature of {@link #CHECKPOINT} at 1700000000. */
    public static final byte[] WITNESS_SEED = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");

    public static final String WITNESS_KEY =
            "witness.example.org/w1+2ce32234+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM";
    public static final String COSIGNATURE =
            "— witness.example.org/w1 LOMiNAAAAABlU/EAIwzMONwEGGcM9Ft7fjThZHHs37c3lWGXRAbR3SqqlsYrV5KQ02uPrcTECzcNGkS3g6/cXuKcVyjqinZUS6afCA==\n";

    private Vectors() {}

    /** The tree of the first {@code size} of {@link #ENTRIES}. */
    public static TreeHead head(int size) {
        return new TreeHead(size, ROOTS.get(size));
    }

    public static Hash at(int level, int index) {
        return LEVELS.get(level).get(index);
    }

    private static List<Hash> hashes(String hex) {
        return Arrays.stream(hex.split(" ")).map(Hash::ofHex).toList();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
