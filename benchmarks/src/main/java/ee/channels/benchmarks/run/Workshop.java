package ee.channels.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a run keeps its files: {@code target/benchmarks}, with the programs in C, compiled anew for each run.
 *
 * @param directory for logs and recordings
 */
record Workshop(Path directory) {

    static Workshop open(Path module) throws IOException, InterruptedException {
        Workshop workshop = new Workshop(Files.createDirectories(module.resolve("target/benchmarks")));
        Path sources = module.resolve("src/main/c");
        workshop.compile(sources.resolve("wsload.c"), workshop.loadClient(), "-lm", "-lz");
        workshop.compile(sources.resolve("physical.c"), workshop.physical());
        return workshop;
    }

    Path loadClient() {
        return directory.resolve("wsload");
    }

    Path physical() {
        return directory.resolve("physical");
    }

    /** A file for what a program has to say. */
    Path log(String name) {
        return directory.resolve(name + ".log");
    }

    /** Where the Tomcat of this port may put its files. */
    String base(int port) {
        return directory.resolve("tomcat-" + port).toString();
    }

    private void compile(Path source, Path program, String... libraries) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-o", program.toString(), source.toString()));
        command.addAll(List.of(libraries));
        Path log = log("gcc");
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(
                    String.join(" ", command) + " failed (it needs gcc and zlib1g-dev):\n" + Files.readString(log));
        }
    }
}
