using FluentAssertions;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Jobs;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Jobs;

/// <summary>Which jobs run when; each ends when the test says so.</summary>
public sealed class JobQueueTests : IJobRunner, IDisposable
{
    private readonly Dictionary<string, TaskCompletionSource<JobResult>> _running = [];
    private readonly List<string> _begun = [];
    private readonly StringWriter _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public async Task So_many_run_at_once_and_the_next_begins_when_one_ends()
    {
        var jobs = new[] { "a", "b", "c", "d" }.Select(name => Job(name)).ToArray();
        var all = Queue().RunAsync(jobs, 2, job => job.Name == "b", default);
        _begun.Should().Equal(["a", "c"], "two at once, and b is up to date");
        End("c");
        _begun.Should().Equal("a", "c", "d");
        End("d");
        End("a");
        (await all).Select(end => (end.Job.Name, end.State)).Should().Equal([("b", JobState.UpToDate), ("c", JobState.Trained), ("d", JobState.Trained), ("a", JobState.Trained)], "in the order of their ends");
    }

    [Fact]
    public async Task A_job_waits_for_others_even_if_they_fail_and_later_ones_pass_it()
    {
        var (first, second) = (Job("first"), Job("second"));
        var ensemble = Job("ensemble", first, second);
        var all = Queue().RunAsync([first, second, ensemble, Job("other")], 3, _ => false, default);
        _begun.Should().Equal(["first", "second", "other"], "the third place must not stay empty");
        _running["first"].SetException(new RnnOnnxException("it broke"));
        _begun.Should().HaveCount(3, "the second member is not there yet");
        End("second");
        _begun.Should().Equal(["first", "second", "other", "ensemble"], "a package of the failed member may lie there from before");
        End("ensemble");
        End("other");
        (await all).Single(end => end.State == JobState.Failed).Should().BeEquivalentTo(new { Job = first, Failure = "it broke", Result = (JobResult?)null });
        _output.ToString().Should().Contain("first: FAILED: it broke");
    }

    [Fact]
    public async Task Cancellation_begins_no_other_and_waits_for_those_that_run()
    {
        using var cancellation = new CancellationTokenSource();
        var all = Queue().RunAsync([Job("a"), Job("b"), Job("c")], 2, _ => false, cancellation.Token);
        await cancellation.CancelAsync();
        all.IsCompleted.Should().BeFalse("the processes have not stopped yet");
        _running["a"].SetCanceled(cancellation.Token);
        End("b");
        await FluentActions.Awaiting(() => all).Should().ThrowAsync<OperationCanceledException>();
        _begun.Should().Equal("a", "b");
    }

    Task<JobResult> IJobRunner.RunAsync(TrainingJob job, Action<JobEvent> observe, CancellationToken cancellation)
    {
        _begun.Add(job.Name);
        return (_running[job.Name] = new TaskCompletionSource<JobResult>()).Task;
    }

    private JobQueue Queue() => new(this, new PlainDisplay(_output, TimeProvider.System));

    private void End(string name) => _running[name].SetResult(new JobResult(0.5, null, 1, 1, 1, 1, 1));

    private static TrainingJob Job(string name, params TrainingJob[] after) =>
        new(ArchitectureRegistry.Find("imdb-lstm"), new TrainOptions { Models = "models" }, []) { Name = name, After = after };
}
