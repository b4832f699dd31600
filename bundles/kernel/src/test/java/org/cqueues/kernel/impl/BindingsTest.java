package org.cqueues.kernel.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.TestBindings;
import org.junit.jupiter.api.Test;

class BindingsTest {
    private static final boolean FOREIGN = Runtime.version().feature() >= 22;

    @Test
    void everyBindingOfThisJavaIsTested() {
        assertEquals(
                FOREIGN ? List.of("foreign", "jna") : List.of("jna"),
                TestBindings.available().toList());
    }

    @Test
    void foreignIsPreferredWhereItIsThere() {
        Choice choice = Bindings.select(null).choice();

        assertEquals(FOREIGN ? "foreign" : "jna", choice.name());
        String other = FOREIGN
                ? "foreign is preferred; not tried"
                : "java.lang.foreign needs Java 22, this is "
                        + Runtime.version().feature();
        assertEquals(Map.of(FOREIGN ? "jna" : "foreign", other), choice.rejected());
    }

    @Test
    void settingTakesJna() {
        Choice choice = Bindings.select("jna").choice();

        assertEquals("jna", choice.name());
        assertEquals(Map.of("foreign", "not asked for"), choice.rejected());
    }

    @Test
    void unknownBindingIsRefusedWithWhatThereIs() {
        String message = assertThrows(IllegalStateException.class, () -> Bindings.select("jni"))
                .getMessage();

        assertEquals("org.cqueues.binding=jni: no such binding; there are foreign and jna", message);
    }

    @Test
    void missingJnaIsAReasonAndNotACrash() throws Exception {
        String message = assertThrows(IllegalStateException.class, () -> openWithoutJna("jna"))
                .getMessage();

        assertEquals("org.cqueues.binding=jna: com.sun.jna is missing", message);
    }

    /** Neither JNA nor any class of OSGi is there, so none is needed. */
    @Test
    void kernelAloneIsEnoughWhereForeignIsThere() throws Exception {
        if (FOREIGN) {
            assertTrue(openWithoutJna(null).startsWith("foreign ("));
        } else {
            String message = assertThrows(IllegalStateException.class, () -> openWithoutJna(null))
                    .getMessage();
            assertTrue(
                    message.contains("java.lang.foreign needs Java 22") && message.contains("com.sun.jna is missing"),
                    message);
        }
    }

    private static String openWithoutJna(String asked) throws Exception {
        URL classes = Kernel.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader alone = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = alone.loadClass(Bindings.class.getName());
            var select = type.getDeclaredMethod("select", String.class);
            select.setAccessible(true);
            var choice = type.getDeclaredMethod("choice");
            choice.setAccessible(true);
            return choice.invoke(select.invoke(null, asked)).toString();
        } catch (InvocationTargetException failed) {
            throw (RuntimeException) failed.getCause();
        }
    }
}
