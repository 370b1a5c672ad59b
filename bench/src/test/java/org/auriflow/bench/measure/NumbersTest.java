package org.auriflow.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumbersTest {
    @ParameterizedTest
    @CsvSource({"0,0", "0.03512,0.0351", "0.9,0.900", "5.2,5.20", "52.46,52.5", "1234.4,1234", "NaN,-", "Infinity,-"})
    void hasThreeDigits(double value, String text) {
        assertEquals(text, Numbers.of(value));
    }

    @ParameterizedTest
    @CsvSource({"0.0333,3.3 %", "0.1,10 %", "0.09951,10 %", "1.5,150 %", "NaN,-"})
    void shares(double value, String text) {
        assertEquals(text, Numbers.percent(value));
    }
}
