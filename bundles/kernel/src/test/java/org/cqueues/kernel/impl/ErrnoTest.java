package org.cqueues.kernel.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.TestBindings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("org.cqueues.kernel.TestBindings#available")
class ErrnoTest {
    private static final Map<String, String> ALIASES =
            Map.of("EWOULDBLOCK", "EAGAIN", "EDEADLOCK", "EDEADLK", "ENOTSUP", "EOPNOTSUPP");

    @Parameter
    String binding;

    private Kernel kernel;
    private Errno errno;

    @BeforeEach
    void open() {
        kernel = TestBindings.open(binding, "poll");
        errno = kernel.errno();
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    void everyNameHasItsNumberAndEveryNumberItsCanonicalName() {
        assertEquals(134, errno.codes().size());
        errno.codes().forEach((name, code) -> {
            assertEquals(code, errno.code(name));
            assertEquals(Optional.of(ALIASES.getOrDefault(name, name)), errno.name(code));
        });
    }

    @Test
    void namesComeInAscendingOrderOfNumbers() {
        List<Integer> codes = new ArrayList<>(errno.codes().values());
        List<Integer> sorted = codes.stream().sorted().toList();

        assertEquals(sorted, codes);
        assertThrows(UnsupportedOperationException.class, () -> errno.codes().clear());
    }

    @Test
    void textsAreTheSystems() {
        Libc libc = NativeKernel.of(kernel).nativeBinding().open();
        for (int code : Set.copyOf(errno.codes().values())) {
            assertEquals(libc.strerror(code), errno.strerror(code));
            assertFalse(errno.strerror(code).isBlank());
            assertFalse(errno.strerror(code).startsWith("Unknown error"), "the system knows " + code);
        }
        libc.release();
    }

    @Test
    void unknownNumberHasATextButNoName() {
        assertEquals(Optional.empty(), errno.name(4_711));
        assertEquals("Unknown error 4711", errno.strerror(4_711));
        assertEquals(Optional.empty(), errno.name(0));
        assertEquals(Optional.empty(), errno.name(-1));
    }

    @Test
    void unknownNameIsMisuse() {
        IllegalArgumentException misuse = assertThrows(IllegalArgumentException.class, () -> errno.code("ENONSENSE"));

        assertTrue(misuse.getMessage().contains("ENONSENSE"));
    }

    @Test
    void exceptionSaysWhatFailedOnWhat() {
        ErrnoException exception = new ErrnoException(errno, errno.code("ECONNRESET"), "read", "fd 7");

        assertEquals("read fd 7: Connection reset by peer (ECONNRESET)", exception.getMessage());
        assertEquals("ECONNRESET", exception.name());
        assertEquals(104, exception.code());
        assertEquals("read", exception.call());
    }

    @Test
    void errorsCanBeDescribedAfterTheKernelIsClosed() {
        kernel.close();

        assertEquals("Broken pipe", errno.strerror(errno.code("EPIPE")));
    }
}
