package io.limpid.server.verify;

/**
 * One signature line of a note.
 *
 * @param name of the key
 * @param id of the key, as a number
 * @param signature what the key made: for a type 0x01 the signature itself
 */
@SuppressWarnings("ArrayRecordComponent") // Nothing compares two of them.
record NoteSignature(String name, int id, byte[] signature) {}
