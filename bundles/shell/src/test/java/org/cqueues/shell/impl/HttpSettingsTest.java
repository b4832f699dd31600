package org.cqueues.shell.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpSettingsTest {
    @Test
    void emptyFileLeavesEverythingAsItIsUsually() throws Exception {
        assertEquals(HttpSettings.USUAL, HttpSettings.parse(List.of()));
        assertEquals(HttpSettings.USUAL, HttpSettings.parse(List.of("", "  ", "# index = a", " #")));
    }

    @Test
    void fieldsAddUpInOrderAndTheLastIndexCounts() throws Exception {
        HttpSettings settings = HttpSettings.parse(
                List.of("index = a.html", "field = Cache-Control: max-age=60", " index=b.html ", "field=X-Empty:"));

        assertEquals(new HttpSettings("b.html", "Cache-Control: max-age=60\r\nX-Empty: \r\n"), settings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "index|the name of a file, in ASCII, was expected, not \"\"",
                "index =|the name of a file, in ASCII, was expected, not \"\"",
                "index = ..|the name of a file, in ASCII, was expected, not \"..\"",
                "index = a/b|the name of a file, in ASCII, was expected, not \"a/b\"",
                "index = \u00e4|the name of a file, in ASCII, was expected, not \"\u00e4\"",
                "Index = a|\"index = NAME\" or \"field = NAME: VALUE\" was expected, not \"Index = a\"",
                "field = X Y: 1|a header field, \"NAME: VALUE\", was expected, not \"X Y: 1\"",
                "field = X|a header field, \"NAME: VALUE\", was expected, not \"X\"",
                "field = X: a\u0007b|a header field, \"NAME: VALUE\", was expected, not \"X: a?b\"",
                "field = X: \u00e4|a header field in ASCII was expected, not \"X: \u00e4\"",
                "field = content-length: 1"
                        + "|a header field that is not the server's own was expected, not \"content-length: 1\"",
            })
    void whatIsNoSettingIsRefusedWithItsLine(String line, String message) {
        List<String> lines = List.of("# one", line);

        SettingsException refused = assertThrows(SettingsException.class, () -> HttpSettings.parse(lines));

        assertEquals("2: " + message, refused.getMessage());
        assertEquals("f:2: " + message, refused.in("f").getMessage());
    }
}
