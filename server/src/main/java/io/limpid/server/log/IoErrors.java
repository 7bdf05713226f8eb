package io.limpid.server.log;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says I/O errors to people who do not know the class names of Java. */
public final class IoErrors {
    private IoErrors() {}

    /** Why it failed, such as {@code no such file or folder}, for a sentence that names the file itself. */
    public static String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof NotDirectoryException) {
            return "not a folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "something of this name is there already";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "the folder is not empty";
        }
        if (e instanceof FileSystemLoopException) {
            return "links that lead in a circle";
        }
        if (e instanceof CharacterCodingException) {
            return "not text in the encoding that is expected";
        }
        if (e instanceof FileSystemException system) {
            return orUnknown(system.getReason());
        }
        if (e instanceof FileNotFoundException missing) {
            // Its message is the path and then, in brackets, what the system said.
            return orUnknown(inBrackets(String.valueOf(missing.getMessage())));
        }
        Throwable cause = e.getCause();
        if (cause != null && cause.toString().equals(e.getMessage())) {
            return cause instanceof IOException inner ? why(inner) : orUnknown(cause.getMessage());
        }
        return orUnknown(e.getMessage());
    }

    /** The same with the file, where the error names one. */
    public static String inWords(IOException e) {
        if (!(e instanceof FileSystemException system) || system.getFile() == null) {
            return why(e);
        }
        if (e instanceof NoSuchFileException) {
            return system.getFile() + " does not exist";
        }
        if (e instanceof NotDirectoryException) {
            return system.getFile() + " is no folder";
        }
        if (e instanceof AccessDeniedException) {
            return system.getFile() + " may not be read or written";
        }
        return system.getFile() + ": " + why(e);
    }

    private static String inBrackets(String message) {
        int open = message.lastIndexOf('(');
        return open >= 0 && message.endsWith(")") ? message.substring(open + 1, message.length() - 1) : message;
    }

    /** What the system says begins with a capital, and here it stands within a sentence. */
    private static String orUnknown(@Nullable String words) {
        if (words == null || words.isBlank()) {
            return "an error of the disk or the system";
        }
        boolean capitalised =
                words.length() > 1 && Character.isUpperCase(words.charAt(0)) && Character.isLowerCase(words.charAt(1));
        return capitalised ? words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1) : words;
    }
}
