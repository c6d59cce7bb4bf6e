using FluentAssertions;
using RnnOnnx.Inference;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Inference;

public sealed class DeviceThreadTests
{
    [Fact]
    public async Task All_work_is_done_on_one_thread_and_never_two_things_at_a_time()
    {
        using var thread = new DeviceThread("device");
        var (threads, running, overlapped, count) = (new HashSet<int>(), 0, false, 0);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                thread.Run(() =>
                {
                    overlapped |= Interlocked.Increment(ref running) != 1;
                    threads.Add(Environment.CurrentManagedThreadId);
                    count++;
                    Interlocked.Decrement(ref running);
                });
            }
        })));

        count.Should().Be(400, "each call waits for its own work");
        threads.Should().ContainSingle("a captured graph belongs to a thread");
        overlapped.Should().BeFalse("runs of a session that captures must not overlap");
    }

    [Fact]
    public void What_the_work_throws_is_thrown_to_who_asked_and_to_nobody_after()
    {
        using var thread = new DeviceThread("device");
        var done = false;

        var fail = () => thread.Run(static () => throw new CudaException("out of memory"));
        var next = () => thread.Run(() => done = true);

        fail.Should().Throw<CudaException>("the caller handles it as its own").WithMessage("out of memory");
        next.Should().NotThrow("one batch that failed is not the end of the model");
        done.Should().BeTrue("the thread goes on");
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        using var thread = new DeviceThread("device");
        var work = static () => { };

        Allocations.FewestOf(() => thread.Run(work)).Should().Be(0, "it happens at every prediction");
    }

    [Fact]
    public void The_thread_ends_with_its_owner()
    {
        Thread? inner = null;
        var thread = new DeviceThread("device");
        thread.Run(() => inner = Thread.CurrentThread);

        thread.Dispose();

        inner!.IsAlive.Should().BeFalse("a model that was let go leaves nothing behind");
    }

    [Fact]
    public async Task A_capture_has_the_gpus_to_itself()
    {
        var (runs, overlapped) = (0, false);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(caller => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                if (caller == 0)
                {
                    using var capture = CaptureGate.EnterCapture();
                    overlapped |= Volatile.Read(ref runs) != 0;
                    Thread.Yield();
                    overlapped |= Volatile.Read(ref runs) != 0;
                }
                else
                {
                    using var run = CaptureGate.EnterRun();
                    Interlocked.Increment(ref runs);
                    Thread.Yield();
                    Interlocked.Decrement(ref runs);
                }
            }
        })));

        overlapped.Should().BeFalse("CUDA fails other threads' copies while a graph is captured");
        using (default(CaptureGate.Pass))
        {
            // What has not begun does not end.
        }

        using var afterwards = CaptureGate.EnterCapture();
    }
}
