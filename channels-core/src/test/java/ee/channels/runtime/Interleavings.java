package ee.channels.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A small model checker: runs a scenario of a few threads once for every order in which they can take their steps.
 *
 * <p>One thread runs at a time. At each step (before a lock is taken, after it is given back, and wherever the scenario
 * says {@link #step}) the next one to run is chosen; the choices are walked through depth first. A switch away from a
 * thread that could go on is a preemption, and only so many are made in one run: almost every real bug needs no more
 * than two. A timed wait may run out at any moment at which its lock is free.
 *
 * <p>What happens between two steps counts as one: code that touches shared fields without the lock is not seen as
 * such.
 *
 * <p>Confined: whoever has the turn has it all.
 */
final class Interleavings {

    /** The end of a run that has failed already. */
    private static final class Abandoned extends Error {
        private static final long serialVersionUID = 1;
    }

    private static final class Actor {
        private final String name;
        private final Semaphore turn = new Semaphore(0);
        private Lock wanted;
        private boolean done;

        private Actor(String name) {
            this.name = name;
        }

        private boolean isReady() {
            return !done && (wanted == null || wanted.owner == null || wanted.owner == this);
        }
    }

    private final ExecutorService threads;
    private final List<Integer> choices; // of the run, by the number of the step
    private final List<Integer> widths = new ArrayList<>();
    private final List<Actor> actors = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();
    private final Semaphore over = new Semaphore(0);
    private int preemptions;
    private Actor running;
    private volatile Throwable failure;

    private Interleavings(ExecutorService threads, List<Integer> choices, int preemptions) {
        this.threads = threads;
        this.choices = choices;
        this.preemptions = preemptions;
    }

    /**
     * Runs the scenario in every order.
     *
     * @param preemptions how many there may be in one run
     * @param scenario makes the threads with {@link #start}, and returns what must hold when all have ended
     * @return how many orders there were
     * @throws AssertionError for the first order that fails, with its steps
     */
    static int explore(int preemptions, Function<Interleavings, Runnable> scenario) {
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "interleaving");
            thread.setDaemon(true);
            return thread;
        });
        try {
            int runs = 0;
            List<Integer> choices = new ArrayList<>();
            do {
                Interleavings run = new Interleavings(threads, choices, preemptions);
                run.play(scenario);
                runs++;
                for (int i = choices.size(); i < run.widths.size(); i++) {
                    choices.add(0);
                }
                while (!choices.isEmpty()
                        && choices.get(choices.size() - 1) + 1 >= run.widths.get(choices.size() - 1)) {
                    choices.remove(choices.size() - 1);
                }
                if (!choices.isEmpty()) {
                    choices.set(choices.size() - 1, choices.get(choices.size() - 1) + 1);
                }
            } while (!choices.isEmpty());
            return runs;
        } finally {
            threads.shutdownNow();
        }
    }

    private void play(Function<Interleavings, Runnable> scenario) {
        Runnable check = scenario.apply(this);
        pass();
        try {
            if (!over.tryAcquire(60, TimeUnit.SECONDS)) {
                throw new AssertionError("A run does not end: " + trace);
            }
            if (failure == null) {
                check.run();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } catch (AssertionError e) {
            failure = e;
        }
        if (failure != null) {
            throw new AssertionError(failure.getMessage() + "\nafter the steps " + trace, failure);
        }
    }

    /** Adds a thread; it waits for its first turn. */
    void start(String name, Runnable task) {
        Actor actor = new Actor(name);
        actors.add(actor);
        threads.execute(() -> {
            actor.turn.acquireUninterruptibly();
            try {
                if (failure == null) {
                    task.run();
                }
            } catch (Abandoned e) {
                // said elsewhere
            } catch (Throwable e) {
                failure = failure == null ? e : failure;
            }
            actor.done = true;
            pass();
        });
    }

    /** A lock whose every use is a step. */
    ReentrantLock lock() {
        return new Lock();
    }

    /** Lets any other thread go first. */
    void step() {
        Actor self = running;
        if (self == null) {
            return; // the scenario is being made, or looked at in the end
        }
        if (failure == null) {
            pass();
            self.turn.acquireUninterruptibly();
        }
        if (failure != null) {
            throw new Abandoned();
        }
    }

    /** Ends the run. */
    void fail(String what) {
        throw new AssertionError(what);
    }

    /** Chooses who is next, and gives it the turn. */
    private void pass() {
        if (failure != null) {
            running = null;
            actors.forEach(actor -> actor.turn.release());
            over.release();
            return;
        }
        List<Actor> ready = new ArrayList<>();
        boolean goesOn = running != null && running.isReady();
        if (goesOn) {
            ready.add(running);
        }
        if (!goesOn || preemptions > 0) {
            actors.stream().filter(actor -> actor != running && actor.isReady()).forEach(ready::add);
        }
        if (ready.isEmpty()) {
            if (!actors.stream().allMatch(actor -> actor.done)) {
                failure = new AssertionError("Threads wait for each other");
                pass();
                return;
            }
            running = null;
            over.release();
            return;
        }
        int at = widths.size();
        int choice = at < choices.size() ? choices.get(at) : 0;
        widths.add(ready.size());
        if (goesOn && choice > 0) {
            preemptions--;
        }
        running = ready.get(choice);
        if (trace.isEmpty() || !trace.get(trace.size() - 1).equals(running.name)) {
            trace.add(running.name);
        }
        running.turn.release();
    }

    private final class Lock extends ReentrantLock {
        private static final long serialVersionUID = 1;

        private transient Actor owner;

        @Override
        public void lock() {
            take();
        }

        @Override
        public void unlock() {
            owner = null;
            step();
        }

        private void take() {
            Actor self = running;
            if (self != null) {
                self.wanted = this;
                step();
                self.wanted = null;
                owner = self;
            }
        }

        @Override
        public Condition newCondition() {
            return new Room(this);
        }
    }

    private final class Room implements Condition {
        private final Lock lock;
        private final ArrayDeque<boolean[]> waiting = new ArrayDeque<>();

        private Room(Lock lock) {
            this.lock = lock;
        }

        @Override
        public long awaitNanos(long nanos) {
            boolean[] signalled = {false};
            waiting.add(signalled);
            lock.owner = null;
            lock.take();
            waiting.remove(signalled);
            return signalled[0] ? nanos : 0;
        }

        @Override
        public void signalAll() {
            waiting.forEach(one -> one[0] = true);
        }

        @Override
        public void await() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void awaitUninterruptibly() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean await(long time, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean awaitUntil(Date deadline) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void signal() {
            throw new UnsupportedOperationException();
        }
    }
}
