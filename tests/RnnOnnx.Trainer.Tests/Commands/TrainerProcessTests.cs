using System.Diagnostics;
using System.Text.Json;
using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Commands;

/// <summary>The trainer as a person runs it: exit codes, and one clear line for every mistake.</summary>
public sealed class TrainerProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void List_shows_the_networks()
    {
        var (code, output, _) = TrainerProcess.Run([], "list");
        code.Should().Be(0);
        output.Should().MatchRegex("(?m)^id +document +corpus +parameters +trainable +layers$", "columns must have names");
        output.Should().MatchRegex("(?m)^imdb-lstm +003 +imdb +1,080,501 +1,080,501 +Embedding\\(10000,100\\) LSTM\\(100\\) Dense\\(1\\)$", "a network is one line");
        output.Should().MatchRegex("(?m)^char-generator +- +review-openings +230,116 +230,116 +Embedding\\(100,32\\) LSTM\\(128\\) LSTM\\(128\\) Dense\\(100\\)$", "a network that writes text is trained like the others");
    }

    [Fact]
    public void List_as_json_has_the_same_networks()
    {
        var (code, output, _) = TrainerProcess.Run([], "list", "--json");
        code.Should().Be(0);
        var networks = JsonDocument.Parse(output).RootElement.EnumerateArray().ToDictionary(network => network.GetProperty("id").GetString()!);
        networks.Keys.Should().Equal(ArchitectureRegistry.All.Select(architecture => architecture.Id), "a script must find every network");
        var expected = new { id = "imdb-simple-rnn", document = "003", corpus = "imdb", parameters = 1_020_201L, trainable = 1_020_201L, recipes = new[] { "document", "clipped", "sample" } };
        JsonSerializer.Deserialize(networks["imdb-simple-rnn"].GetRawText(), expected.GetType()).Should().BeEquivalentTo(expected, "rnnonnx list has the same fields, and recipes are what --recipe takes");
    }

    [Fact]
    public void Show_tells_what_a_network_is_with_its_layers_when_asked()
    {
        var (code, output, _) = TrainerProcess.Run([], "show", "imdb-lstm", "--layers");
        code.Should().Be(0);
        output.Should().MatchRegex("(?m)^parameters +1,080,501 \\(1,080,501 trainable\\)$").And.MatchRegex("(?m)^recipe document +epochs 10, batch_size 128, ", "a user chooses a recipe from this");

        // Parameters as Keras prints them: 10,000 x 100; 4 x (100 x 100 + 100 x 100 + 100); 100 + 1.
        output.Should().EndWith(
            """

            layer (type)           output shape          params
            embedding (Embedding)  [batch, 500, 100]  1,000,000
            lstm (LSTM)            [batch, 100]          80,400
            dense (Dense)          [batch, 1]               101
            total params: 1,080,501
            trainable params: 1,080,501
            non-trainable params: 0

            """,
            "who knows model.summary() reads it at once");
        TrainerProcess.Run([], "show", "imdb-lstm").Output.Should().NotContain("layer (type)", "the layers were not asked for");
        var (wrong, _, error) = TrainerProcess.Run([], "show", "imdb-lstmm");
        wrong.Should().Be(1, "a script must notice");
        error.Should().Contain("no architecture is called 'imdb-lstmm'", "a user must see what was mistyped");
    }

    [Theory]
    [InlineData("imdb-lstm", "train imdb-lstmm")]
    [InlineData("no recipe 'better'", "train imdb-lstm --corpus sample --recipe better")]
    [InlineData("--epochs is at least 1", "train imdb-lstm --epochs 0")]
    [InlineData("--seed is at least 0", "train imdb-lstm --seed 1 -2")]
    [InlineData("--texts is at least 20", "train imdb-lstm --texts 19")]
    [InlineData("'x'", "train imdb-lstm --epochs x")]
    [InlineData("'1.5'", "train imdb-lstm --seed 1 1.5")]
    [InlineData("'many'", "train-all --texts many")]
    [InlineData("--precision bfloat16 is for CUDA devices", "train imdb-lstm --device cpu --precision bfloat16")]
    [InlineData("'gpu'", "train imdb-lstm --device gpu")]
    [InlineData("maybe", "train imdb-lstm --corpus maybe")]
    [InlineData("--sed", "train imdb-lstm --sed 3")]
    [InlineData("'glove-300d'", "train reviews-lstm --vectors glove-300d")]
    [InlineData("imdb-w2v-lstm-200 takes vectors of 300 dimensions, and 'glove-50d' has 50", "train reviews-lstm imdb-w2v-lstm-200 --vectors glove-50d --corpus sample")]
    [InlineData("leave --vectors out", "train reviews-lstm --from reviews-lstm --vectors own")]
    public void Mistakes_are_named(string message, string arguments)
    {
        var (code, _, error) = TrainerProcess.Run([], [.. arguments.Split(' '), "--models", _folder.Path]);
        code.Should().NotBe(0, "a script must notice");
        error.Should().Contain(message).And.NotContain("   at ", "a stack trace helps nobody who mistyped");
        Directory.EnumerateFileSystemEntries(_folder.Path).Should().BeEmpty("nothing half written may stay");
    }

    [Fact]
    public void A_data_folder_that_is_not_there_is_named()
    {
        var (code, _, error) = TrainerProcess.Run([("RNNONNX_DATA", "/nowhere/at-all")], "train", "imdb-lstm", "--models", _folder.Path);
        code.Should().Be(1);
        error.Should().Contain("RNNONNX_DATA is '/nowhere/at-all'");
    }

    [Fact]
    public void Without_the_corpus_the_sample_is_announced_or_refused()
    {
        var (code, output, _) = TrainerProcess.Run([("RNNONNX_DATA", _folder.Path)], "train", "imdb-simple-rnn", "imdb-lstm", "--epochs", "1", "--texts", "32", "--models", _folder.Path);
        code.Should().Be(0);
        output.Should().Contain("NO CORPUS", Exactly.Once(), "one loud line is read, many are not").And.Contain("torch: ", "the engines are named at the start");
        File.Exists(Path.Combine(_folder.Path, "imdb-simple-rnn", "manifest.json")).Should().BeTrue();
        File.Exists(Path.Combine(_folder.Path, "results.csv")).Should().BeFalse("a trial run must not take the place of a recipe's figures");

        var (refused, _, error) = TrainerProcess.Run([("RNNONNX_DATA", _folder.Path)], "train", "imdb-simple-rnn", "--corpus", "real", "--models", _folder.Path);
        refused.Should().Be(1);
        error.Should().Contain("'imdb'").And.Contain("--corpus sample");
    }

    [Fact]
    public void A_model_of_real_texts_is_not_lost_because_a_corpus_is_missing()
    {
        string[] words = ["train", "imdb-ff", "--epochs", "1", "--texts", "32", "--models", _folder.Path];
        (string, string)[] nothing = [("RNNONNX_DATA", _folder.Path)];
        TrainerProcess.Run(nothing, words).Code.Should().Be(0);
        var manifest = Path.Combine(_folder.Path, "imdb-ff", "manifest.json");
        var real = File.ReadAllText(manifest).Replace("\"sampleCorpus\": true", "\"sampleCorpus\": false", StringComparison.Ordinal);
        File.WriteAllText(manifest, real);

        var (code, _, error) = TrainerProcess.Run(nothing, words);
        code.Should().Be(1);
        error.Should().Contain("imdb-ff was trained on real texts and stays as it is, for the corpus 'imdb' is not there; run 'make data'").And.Contain("--corpus sample");
        File.ReadAllText(manifest).Should().Be(real);

        TrainerProcess.Run(nothing, [.. words, "--corpus", "sample"]).Code.Should().Be(0, "whoever asks for generated texts has them");
        File.ReadAllText(manifest).Should().Contain("\"sampleCorpus\": true");
    }

    [Fact]
    public void Own_vectors_are_made_once_for_all_that_take_them()
    {
        string[] words = ["train", "imdb-w2v-lstm-200", "imdb-w2v-gru-200", "reviews-lstm", "imdb-ff", "--vectors", "own", "--corpus", "sample", "--epochs", "1", "--texts", "32", "--jobs", "2", "--models", _folder.Path];
        var (code, output, error) = TrainerProcess.Run([], words);
        (code, error).Should().Be((0, ""), output);
        output.Should().NotContain("NO VECTORS", "they were asked for");

        var manifests = words[1..5].Select(id => ModelPackage.Open(Path.Combine(_folder.Path, id)).Manifest).ToArray();
        manifests.Select(manifest => manifest.Training.Settings.GetValueOrDefault("vectors")).Should().Equal("own-300d", "own-300d", "own-50d", null);
        manifests[0].Vectors.Should().Be(manifests[1].Vectors, "two processes that ran at once share one package").And.Match<VectorsReference>(reference => reference.Id == "vectors-own-300d");
        manifests[2].Training.Vectors.Should().StartWith("own skip-gram, 50 dimensions");
        Directory.GetFiles(Path.Combine(_folder.Path, MadeVectors.FolderName), "*.bin").Should().HaveCount(2);
    }

    [Fact]
    public void A_limit_on_the_size_of_files_is_told_like_a_full_disk()
    {
        var (code, _, error) = TrainerProcess.RunWithSmallFiles(4000, "train", "imdb-simple-rnn", "--corpus", "sample", "--epochs", "1", "--texts", "32", "--models", _folder.Path);
        code.Should().Be(1);
        error.Should().Match("trainer: imdb-simple-rnn: *the state after epoch 1 of 1 could not be kept: *ulimit -f*; make * writable*\n", "one line says what to do").And.NotContain("   at ");
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Should().BeEmpty("nothing half written may stay");
    }

    [Fact]
    public void Ctrl_C_stops_cleanly()
    {
        using var process = TrainerProcess.Start([], "train", "imdb-simple-rnn", "--corpus", "sample", "--epochs", "1000", "--models", _folder.Path);
        while (process.StandardOutput.ReadLine() is { } line && !line.Contains("epoch 1/1000", StringComparison.Ordinal))
        {
        }

        Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        process.WaitForExit(60_000).Should().BeTrue("Ctrl-C stops after the batch in hand");
        process.ExitCode.Should().Be(130, "this is how shells are told of an interrupt");
        process.StandardError.ReadToEnd().Should().Contain("stopped").And.NotContain("   at ");
        Directory.EnumerateDirectories(_folder.Path).Select(Path.GetFileName).Should().Equal([TrainingCheckpoint.FolderName], "a model that was not finished is not written, and what it has learnt is kept");
        Directory.EnumerateFiles(Path.Combine(_folder.Path, TrainingCheckpoint.FolderName)).Should().ContainSingle().Which.Should().EndWith(".checkpoint");
    }
}
