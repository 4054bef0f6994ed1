package ee.channels.example;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A headless Chromium with a profile, and so a session, of its own. */
final class Browser implements AutoCloseable {

    private final ChromeDriver driver;
    private final List<Page> pages = new ArrayList<>();

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** What is missing for a browser test, in words; empty if nothing is. */
    static Optional<String> missing() {
        List<String> missing = Stream.of("chromium", "chromedriver")
                .filter(program -> onPath(program).isEmpty())
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("The browser test needs " + String.join(" and ", missing)
                        + " on the PATH (Debian: apt-get install chromium chromium-driver)");
    }

    static Browser open() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(onPath("chromium").orElseThrow());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1200,800");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(onPath("chromedriver").orElseThrow())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    /** Opens the chat page in a tab of its own. */
    Page page(Site site, String room) {
        if (!pages.isEmpty()) {
            driver.switchTo().newWindow(WindowType.TAB);
        }
        driver.get(site.uri() + "#" + Site.encoded(room));
        Page page = new Page(driver, driver.getWindowHandle());
        pages.add(page);
        return page;
    }

    /** A picture of each page, for whoever looks into a failure. */
    void screenshots(Path folder, String name) {
        try {
            Files.createDirectories(folder);
            for (int i = 0; i < pages.size(); i++) {
                driver.switchTo().window(pages.get(i).handle());
                Files.write(folder.resolve(name + "-" + (i + 1) + ".png"), driver.getScreenshotAs(OutputType.BYTES));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the browser and its driver. */
    @Override
    public void close() {
        driver.quit();
    }

    private static Optional<File> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> new File(folder, program))
                .filter(File::canExecute)
                .findFirst();
    }
}
