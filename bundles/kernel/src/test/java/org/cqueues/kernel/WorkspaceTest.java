package org.cqueues.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("org.cqueues.kernel.TestBindings#available")
class WorkspaceTest {
    @Parameter
    String binding;

    private Kernel kernel;
    private Workspace workspace;

    @BeforeEach
    void open() {
        kernel = TestBindings.open(binding, "poll");
        workspace = kernel.openWorkspace();
    }

    @AfterEach
    void close() {
        workspace.close();
        kernel.close();
    }

    @Test
    void blockHasTheUsualSizeAtLeastAndNativeOrder() {
        assertEquals(Workspace.BLOCK_SIZE, workspace.acquire(0).bytes().capacity());
        assertTrue(workspace.acquire(Workspace.BLOCK_SIZE + 1).bytes().capacity() > Workspace.BLOCK_SIZE);
        assertSame(ByteOrder.nativeOrder(), workspace.acquire(1).bytes().order());
    }

    @Test
    void blockGivenBackLastIsTakenFirst() {
        Block first = workspace.acquire(1);
        Block second = workspace.acquire(1);
        workspace.release(first);
        workspace.release(second);

        assertSame(second, workspace.acquire(1));
        assertSame(first, workspace.acquire(1));
    }

    @Test
    void smallBlockOnTopDoesNotHideALargeOne() {
        Block large = workspace.acquire(100_000);
        Block small = workspace.acquire(1);
        workspace.release(large);
        workspace.release(small);

        assertSame(large, workspace.acquire(100_000));
        assertSame(small, workspace.acquire(1));
    }

    @Test
    void blockComesClearedAndInNativeOrder() {
        Block block = workspace.acquire(1);
        block.bytes().position(10).limit(20).order(ByteOrder.BIG_ENDIAN);
        block.bytes().order(ByteOrder.LITTLE_ENDIAN);
        workspace.release(block);

        Block again = workspace.acquire(1);
        assertEquals(0, again.bytes().position());
        assertEquals(Workspace.BLOCK_SIZE, again.bytes().limit());
        assertSame(ByteOrder.nativeOrder(), again.bytes().order());
    }

    @Test
    void onlySomeBlocksAreKept() {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < 65; i++) {
            blocks.add(workspace.acquire(1));
        }
        blocks.forEach(workspace::release);

        for (int i = 63; i >= 0; i--) {
            assertSame(blocks.get(i), workspace.acquire(1));
        }
        assertNotSame(blocks.get(64), workspace.acquire(1));
    }

    @Test
    void addressIsWhereTheBytesAre() {
        try (Pair pair = new Pair(kernel)) {
            Block block = workspace.acquire(1);
            block.bytes().put(100, (byte) 42);
            assertEquals(1, workspace.syscalls().write(pair.far(), block.address() + 100, 1));
            assertEquals(1, workspace.syscalls().read(pair.near(), block.address() + 4_095, 1));

            assertEquals(42, block.bytes().get(4_095));
        }
    }

    @Test
    void scratchGrowsAndStays() {
        byte[] scratch = workspace.scratch(100_000);

        assertTrue(scratch.length >= 100_000);
        assertSame(scratch, workspace.scratch(1));
    }

    @Test
    void negativeSizeIsMisuse() {
        assertThrows(IllegalArgumentException.class, () -> workspace.acquire(-1));
    }

    @Test
    void closeIsIdempotent() {
        workspace.close();
        workspace.close();
    }
}
