package ee.channels.example;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The chat page in one tab, in the words of its user. */
record Page(WebDriver driver, String handle) {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    Page awaitConnected() {
        return awaitState("open");
    }

    Page awaitState(String state) {
        await(ExpectedConditions.attributeToBe(By.id("status"), "data-state", state));
        return this;
    }

    void say(String text) {
        shown();
        find("#text").sendKeys(text, Keys.ENTER);
    }

    void awaitLine(String text) {
        await(present("//*[@id='log']//p[@class='text'][.='" + text + "']"));
    }

    /** Waits for the line that says that messages are missing. */
    void awaitGap(String text) {
        await(present("//*[@id='log']//p[@class='gap'][.='" + text + "']"));
    }

    /** What was said, without who said it. */
    List<String> lines() {
        shown();
        // Not getText(), which is what can be seen: a line that is just fading in says nothing yet.
        return driver.findElements(By.cssSelector("#log .text")).stream()
                .map(line -> Objects.requireNonNull(line.getDomProperty("textContent")))
                .toList();
    }

    void awaitSpeaker(String name) {
        await(present("//*[@id='log']//bdi[.='" + name + "']"));
    }

    void notifyAll(String text) {
        shown();
        find("#notice").sendKeys(text, Keys.ENTER);
    }

    void awaitNotice(String text) {
        await(present("//*[@class='notice']/p[.='" + text + "']"));
    }

    void signIn(String name) {
        shown();
        find("#open-sign-in").click();
        find("#name").sendKeys(name, Keys.ENTER);
        awaitName(name);
        awaitConnected();
    }

    void awaitName(String name) {
        await(ExpectedConditions.textToBe(By.id("who"), name));
    }

    void signOut() {
        shown();
        find("#sign-out").click();
    }

    /** What the page says once its session has ended. */
    String awaitEnded() {
        return await(ExpectedConditions.visibilityOfElementLocated(By.id("ended-text")))
                .getText();
    }

    void goOnAsGuest() {
        shown();
        find("#as-guest").click();
    }

    String title() {
        shown();
        return find("#room-title").getText();
    }

    int count(String selector) {
        shown();
        return driver.findElements(By.cssSelector(selector)).size();
    }

    private WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    private void shown() {
        driver.switchTo().window(handle);
    }

    private static ExpectedCondition<WebElement> present(String path) {
        return ExpectedConditions.presenceOfElementLocated(By.xpath(path));
    }

    private <T> T await(ExpectedCondition<T> condition) {
        shown();
        return new WebDriverWait(driver, DEADLINE).until(condition);
    }
}
