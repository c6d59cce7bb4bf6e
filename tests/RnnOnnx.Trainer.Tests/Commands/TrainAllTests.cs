using System.CommandLine;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Commands;
using RnnOnnx.Trainer.Configuration;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Jobs;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Commands;

/// <summary><c>train-all</c> over a zoo that is there: what it skips, what it trains again, and what a failure costs.</summary>
[Collection(SampleZooCollection.Name)]
public sealed class TrainAllTests(SampleZoo zoo)
{
    private static readonly string[] SameOptions = ["--corpus", "sample", "--epochs", "1", "--texts", "96"];

    [Fact]
    public async Task A_zoo_that_is_up_to_date_is_left_as_it_is()
    {
        var trainer = new Recorder(zoo, _ => false);
        var (code, output) = await Run(trainer, SameOptions);
        code.Should().Be(0);
        trainer.Trained.Should().BeEmpty("nothing has changed since the zoo was built");
        output.Should().Contain($"0 trained, {ArchitectureRegistry.Zoo.Count} up to date, 0 failed");
    }

    [Theory]
    [InlineData("another seed is another model", "--corpus", "sample", "--epochs", "1", "--texts", "96", "--seed", "2")]
    [InlineData("another recipe is another model", "--corpus", "sample", "--epochs", "2", "--texts", "96")]
    [InlineData("the caller asked for it", "--corpus", "sample", "--epochs", "1", "--texts", "96", "--again")]
    public async Task What_is_out_of_date_is_trained(string because, params string[] options)
    {
        var trainer = new Recorder(zoo, _ => false);
        var (code, _) = await Run(trainer, options);
        code.Should().Be(0);
        trainer.Trained.Should().Contain(ArchitectureRegistry.Zoo.Where(a => a.Members.Count == 0).Select(a => a.Id), because);
    }

    [Fact]
    public async Task Of_several_seeds_those_that_were_finished_are_not_trained_again()
    {
        var (done, unfinished) = (ArchitectureRegistry.Find("imdb-lstm"), ArchitectureRegistry.Find("imdb-cnn"));
        TrainOptions Seed2(Architecture architecture, out string fingerprint)
        {
            var options = new TrainOptions { Models = zoo.Path, Corpus = CorpusChoice.Sample, Epochs = 1, Texts = 96, Seed = 2 };
            fingerprint = zoo.TrainerOf(architecture).Fingerprint(architecture, options);
            using var checkpoint = TrainingCheckpoint.Open(options, architecture.Id, fingerprint, 1, TextWriter.Null);
            checkpoint.Write("after epoch 1 of 1", _ => { });
            return options;
        }

        var (finished, left) = (Seed2(done, out var fingerprint), Seed2(unfinished, out var leftFingerprint));
        TrainingCheckpoint.Finish(finished, done.Id, fingerprint);

        var trainer = new Recorder(zoo, _ => false);
        var (code, output) = await Run(trainer, [.. SameOptions, "--seed", "2", "1"]);
        TrainingCheckpoint.Finish(left, unfinished.Id, leftFingerprint);

        code.Should().Be(0);
        output.Should().Contain("imdb-lstm, seed 2: up to date").And.Contain("imdb-lstm, seed 1: up to date");
        trainer.Trained.Should().NotContain(done.Id, "its package is the last seed's, and the other one's figures are recorded").And.Contain(unfinished.Id, "a checkpoint is a run that has not come to its end");
    }

    [Fact]
    public async Task A_package_whose_figures_were_not_recorded_is_not_up_to_date()
    {
        var architecture = ArchitectureRegistry.Find("imdb-cnn-lstm");
        var options = new TrainOptions { Models = zoo.Path, Corpus = CorpusChoice.Sample, Epochs = 1, Texts = 96 };
        var fingerprint = zoo.TrainerOf(architecture).Fingerprint(architecture, options);
        using (var checkpoint = TrainingCheckpoint.Open(options, architecture.Id, fingerprint, 1, TextWriter.Null))
        {
            checkpoint.Write("after epoch 1 of 1", _ => { });
        }

        var trainer = new Recorder(zoo, _ => false);
        await Run(trainer, SameOptions);
        trainer.Trained.Should().Equal([architecture.Id], "a process that died after the package and before its row in the table has left its checkpoint");
        TrainingCheckpoint.Finish(options, architecture.Id, fingerprint);
        TrainingCheckpoint.Exists(options, architecture.Id, fingerprint).Should().BeFalse("the process that trains it again ends so");
    }

    [Fact]
    public async Task An_ensemble_whose_figures_were_not_recorded_is_not_up_to_date()
    {
        var architecture = ArchitectureRegistry.Find("reviews-ensemble");
        var options = new TrainOptions { Models = zoo.Path, Corpus = CorpusChoice.Sample, Epochs = 1, Texts = 96 };
        var model = zoo.TrainerOf(architecture).Train(architecture, options, default);

        var trainer = new Recorder(zoo, _ => false);
        await Run(trainer, SameOptions);
        TrainingCheckpoint.Finish(options, architecture.Id, model.Manifest.Training.Fingerprint!);
        trainer.Trained.Should().Equal([architecture.Id], "a process that died after the package and before its row in the table would have lost the row for ever");
        await A_zoo_that_is_up_to_date_is_left_as_it_is();
    }

    [Fact]
    public async Task A_failure_stops_no_other_model_and_is_reported_at_the_end()
    {
        var trainer = new Recorder(zoo, id => id == "reuters-lstm");
        var (code, output) = await Run(trainer, [.. SameOptions, "--again"]);
        code.Should().Be(TrainerCommandLine.Failed, "a script has to notice");
        trainer.Trained.Should().HaveCount(ArchitectureRegistry.Zoo.Count - 1, "all others are trained");
        output.TrimEnd().Split('\n')[^1].Should().Contain("1 failed", "the last line is what people read").And.Contain("at most 812 MB of memory in one (", "whoever chooses --jobs must know what fits")
            .And.Contain($", with {trainer.Trained.Count() * 0.1:F1} minutes of processor time; ", "on a busy machine the time by the clock says little");
        output.Should().Contain("reuters-lstm: FAILED: no luck with reuters-lstm");
    }

    private async Task<(int Code, string Output)> Run(Recorder trainer, string[] options)
    {
        await using var output = new StringWriter();
        var command = new TrainCommand(
            [trainer],
            trainer,
            () => new PlainDisplay(output, TimeProvider.System),
            new RecipeSettings(new ConfigurationBuilder().Build()),
            new JobEventWriter(TextWriter.Null, TimeProvider.System),
            output);
        var root = new RootCommand { command.TrainAll() };
        var code = await root.Parse(["train-all", "--models", zoo.Path, .. options]).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        return (code, output.ToString());
    }

    [Fact]
    public async Task A_recipe_is_for_those_that_have_it()
    {
        var trainer = new Recorder(zoo, _ => false);
        var (code, _) = await Run(trainer, [.. SameOptions, "--again", "--recipe", Recipe.Best]);
        code.Should().Be(0);
        trainer.Jobs.Should().HaveCount(ArchitectureRegistry.Zoo.Count, "the whole zoo is made by one command");
        trainer.Jobs.ToDictionary(job => job.Architecture.Id, job => job.Options.Recipe).Should()
            .Contain("imdb-lstm", Recipe.Best).And.Contain("imdb-ensemble", Recipe.Best).And.Contain("imdb-ff", null, "it has none and is trained by the document's");

        var none = new Recorder(zoo, _ => false);
        var unknown = () => Run(none, [.. SameOptions, "--recipe", "bset"]);
        (await unknown.Should().ThrowAsync<RnnOnnxException>("of a word that was mistyped nobody wants the document's recipe")).WithMessage("no network has a recipe 'bset'*");
        none.Trained.Should().BeEmpty();
    }

    [Fact]
    public void The_best_ensemble_refuses_members_of_another_recipe()
    {
        var architecture = ArchitectureRegistry.Find("imdb-ensemble");
        var options = new TrainOptions { Models = zoo.Path, Corpus = CorpusChoice.Sample, Epochs = 1, Texts = 96, Recipe = Recipe.Best };
        zoo.TrainerOf(architecture).Invoking(trainer => trainer.Train(architecture, options, default)).Should().Throw<RnnOnnxException>()
            .WithMessage("imdb-ensemble: its recipe best joins members of that recipe, and imdb-cnn was trained with the recipe sample; train imdb-cnn --recipe best");
    }

    [Fact]
    public async Task The_last_seed_s_package_stays_whichever_ends_last_and_ensembles_come_after_their_members()
    {
        var trainer = new Recorder(zoo, _ => false);
        await Run(trainer, ["--corpus", "sample", "--seed", "3", "1", "2", "--jobs", "4", "--again"]);
        var jobs = trainer.Jobs;
        jobs.Where(job => job.Architecture.Id == "imdb-cnn").Select(job => (job.Name, job.Options.Models == zoo.Path)).Should().BeEquivalentTo(
            [("imdb-cnn, seed 3", false), ("imdb-cnn, seed 1", false), ("imdb-cnn, seed 2", true)], "an earlier seed that takes longer must not take the last one's place");
        var ensemble = jobs.Where(job => job.Architecture.Id == "imdb-ensemble").ToArray();
        ensemble.Should().OnlyContain(job => job.Options.Models == zoo.Path, "its members are there");
        ensemble.Select(job => job.Options.Seed).Should().Equal([3, 1, 2], "the last one's package stays");
        jobs.IndexOf(ensemble[0]).Should().BeGreaterThan(jobs.FindLastIndex(job => ensemble[0].Architecture.Members.Contains(job.Architecture.Id)), "it is made of them");
    }

    [Fact]
    public async Task A_process_gets_the_command_line_as_it_was_given_with_its_own_job()
    {
        var trainer = new Recorder(zoo, _ => false);
        await Run(trainer, ["--corpus=sample", "--seed", "5", "--no-padding-skip", "--again"]);
        trainer.Jobs[0].Words.Should().Equal(
            ["train-all", "--job", "char-generator/5", "--models", zoo.Path, "--corpus", "sample", "--seed", "5", "--no-padding-skip", "--again"], "an option that is added later reaches it too; the generator, which takes longest, comes first");
    }

    /// <summary>Knows the real fingerprints and trains nothing.</summary>
    private sealed class Recorder(SampleZoo zoo, Func<string, bool> fails) : IArchitectureTrainer, IJobRunner
    {
        public List<TrainingJob> Jobs { get; } = [];

        public IEnumerable<string> Trained => Jobs.Select(job => job.Architecture.Id);

        public bool Makes(Architecture architecture) => true;

        public string Fingerprint(Architecture architecture, TrainOptions options) => zoo.TrainerOf(architecture).Fingerprint(architecture, options);

        public TrainedModel Train(Architecture architecture, TrainOptions options, CancellationToken cancellation) => throw new NotSupportedException("a job trains");

        public Task<JobResult> RunAsync(TrainingJob job, Action<JobEvent> observe, CancellationToken cancellation)
        {
            if (fails(job.Architecture.Id))
            {
                throw new RnnOnnxException($"no luck with {job.Architecture.Id}");
            }

            Jobs.Add(job);
            return Task.FromResult(new JobResult(0.5, null, 1, 1, 2.5, 812_000_000, 6));
        }
    }
}
