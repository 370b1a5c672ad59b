package org.auriflow.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What every report keeps to. */
public final class WrittenReport {
    private static final Pattern LOADING = Pattern.compile(
            "(href|srcset|data)\\s*=|src\\s*=\\s*\"(?!data:image/png;base64,)|@import|url\\((?!#)",
            Pattern.CASE_INSENSITIVE);

    private WrittenReport() {}

    /** The page, which is well-formed, loads nothing and has exactly these figures, each beside it as a PNG. */
    public static Document check(Path directory, Set<String> figures) throws Exception {
        String text = Files.readString(directory.resolve("report.html"));
        Document page = parse(text);
        NodeList nodes = page.getElementsByTagName("figure");
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            ids.add(nodes.item(i).getAttributes().getNamedItem("id").getNodeValue());
        }
        assertEquals(figures, ids);
        assertEquals(0, page.getElementsByTagName("script").getLength());
        assertFalse(LOADING.matcher(text).find());
        // The only address is the name of a namespace.
        assertFalse(text.replace("http://www.w3.org/1999/xhtml", "").matches("(?s).*https?://.*"));
        String written = text.replaceAll("base64,[^\"]*", "");
        assertFalse(written.contains("NaN") || written.contains("Infinity"));
        for (String figure : figures) {
            checkDrawn(directory.resolve(figure + ".png"));
        }
        return page;
    }

    static void checkDrawn(Path png) throws IOException {
        BufferedImage image = ImageIO.read(png.toFile());
        assertNotNull(image, png.toString());
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y += 2) {
            for (int x = 0; x < image.getWidth(); x += 2) {
                colours.add(image.getRGB(x, y));
            }
        }
        assertTrue(image.getWidth() >= 800 && colours.size() > 20, png + " is blank");
    }

    static Document parse(String page) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(page)));
    }
}
