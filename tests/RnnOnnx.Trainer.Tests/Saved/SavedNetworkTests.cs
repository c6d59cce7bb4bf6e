using System.Runtime.InteropServices;
using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Saved;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Saved;

/// <summary>Trained networks out of packages and folders, with the weights and scores that they had.</summary>
[Collection(SampleZooCollection.Name)]
public sealed class SavedNetworkTests(SampleZoo zoo) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Ids => [.. ArchitectureRegistry.Zoo.Where(a => a.Layers.Count > 0).Select(a => a.Id)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_package_gives_the_trained_network_and_its_structure_s_folder_gives_the_same(string id)
    {
        var saved = SavedNetwork.Open(id, zoo.Path);
        var folder = Path.Combine(_folder.Path, "structure");
        StructureFolder.Write(saved, folder);
        var read = SavedNetwork.Open(folder, zoo.Path);

        read.Layers.Should().Equal(saved.Layers);
        (read.Id, read.Architecture, read.Task, read.Vectors, read.VectorsSource, read.Vocabulary!.Count).Should().Be((saved.Id, saved.Architecture, saved.Task, saved.Vectors, saved.VectorsSource, saved.Vocabulary!.Count));
        read.Labels.Should().BeEquivalentTo(saved.Labels, options => options.WithStrictOrdering());
        read.Counts.Should().BeEquivalentTo(saved.Counts, options => options.WithStrictOrdering());
        foreach (var (there, here) in read.Weights.Zip(saved.Weights))
        {
            (there.Name == here.Name && there.Shape.SequenceEqual(here.Shape) && MemoryMarshal.AsBytes<float>(there.Values).SequenceEqual(MemoryMarshal.AsBytes<float>(here.Values))).Should().BeTrue($"{here.Name} is saved as it is");
        }

        var architecture = ArchitectureRegistry.Find(id);
        var package = ModelPackage.Open(Path.Combine(zoo.Path, id));
        var goldens = package.ReadGoldens();
        using var network = architecture.Build();
        read.PutInto(network);
        if (package.Vectors is { } vectors)
        {
            network.SetVectors(DataPreparation.Table(vectors));
        }

        var loop = new FitLoop(network, new Objective(architecture.Task), architecture.SampleRecipe, paddingSkip: true);
        var scores = loop.Score(new LabelledSequences([.. goldens.Select(g => g.Ids.ToArray())], new int[goldens.Count]));
        scores.SelectMany(s => s).Should().Equal(goldens.SelectMany(g => g.Scores), "the goldens are the scores of the network that was trained, and this is the same one");
    }

    [Fact]
    public void Training_goes_on_from_a_package_or_its_folder_alike_and_keeps_its_words()
    {
        var folder = Path.Combine(_folder.Path, "structure");
        StructureFolder.Write(SavedNetwork.Open("imdb-w2v-gru-200", zoo.Path), folder);
        File.WriteAllText(Path.Combine(_folder.Path, "own.csv"), "label,text\n" + string.Concat(Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? $"positive,a good film {i} unheardof\n" : $"negative,a bad film {i}\n")));
        var own = new OwnCorpus(Path.Combine(_folder.Path, "own.csv"), null, new LabelledTextOptions());
        var one = Path.Combine(_folder.Path, "one");
        var other = Path.Combine(_folder.Path, "other");

        foreach (var id in new[] { "reviews-gru", "imdb-w2v-gru-200", "imdb-text-simple-rnn", "imdb-simple-rnn" })
        {
            var from = SavedNetwork.Open(id, zoo.Path);
            var model = Train(id, new TrainOptions { Models = one, Own = own, Id = "mine", From = from, Epochs = 1 });
            var mine = ModelPackage.Open(Path.Combine(one, "mine"));
            Words(mine).Should().Equal(Words(ModelPackage.Open(Path.Combine(zoo.Path, id))), "the ids go on meaning what the weights have learned");
            model.Manifest.Training.Settings["from"].Should().Be($"{id} {from.Sha256}", "a user must see where the weights come from");
            model.Manifest.Training.Vectors.Should().Be(zoo.Models[id].Manifest.Training.Vectors);
            mine.Labels.Should().Equal("negative", "positive");
        }

        // The folder has no vectors of its own, so they come from the zoo in use.
        FluentActions.Invoking(() => VectorsPackageCopy.Take(other, SavedNetwork.Open(folder, zoo.Path).Vectors! with { Sha256 = "ab" }, SavedNetwork.Open(folder, zoo.Path).VectorsFolder!))
            .Should().Throw<ExportException>().WithMessage("*other vectors of that id*");
        Directory.GetDirectories(other).Should().BeEmpty("vectors that mean something else may not be put in place");
        var byPackage = Train("imdb-w2v-gru-200", new TrainOptions { Models = one, Own = own, From = SavedNetwork.Open("imdb-w2v-gru-200", zoo.Path), Epochs = 1 });
        var byFolder = Train("imdb-w2v-gru-200", new TrainOptions { Models = other, Own = own, From = SavedNetwork.Open(folder, zoo.Path), Epochs = 1 });
        Graph(other, byFolder).Should().Be(Graph(one, byPackage), "it is the same network either way");
    }

    [Fact]
    public void Training_from_drawn_weights_is_training_without_them()
    {
        foreach (var id in new[] { "imdb-text-simple-rnn", "reviews-lstm-dropout" })
        {
            var architecture = ArchitectureRegistry.Find(id);
            var folder = Path.Combine(_folder.Path, id);
            StructureFolder.Write(SavedNetwork.Draw(architecture, architecture.SampleRecipe, 1), folder);
            var options = new TrainOptions { Models = Path.Combine(_folder.Path, "models"), Corpus = CorpusChoice.Sample, Epochs = 1, Texts = 96 };
            var model = Train(id, options with { From = SavedNetwork.Open(folder, options.Models) });
            Graph(options.Models, model).Should().Be(Graph(zoo.Path, zoo.Models[id]), "with the same seed the weights are those with which training begins");
            model.Manifest.Training.Fingerprint.Should().NotBe(zoo.Models[id].Manifest.Training.Fingerprint, "train-all must not take the one for the other");
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_one_line()
    {
        var lstm = SavedNetwork.Open("imdb-lstm", zoo.Path);
        var options = new TrainOptions { Models = _folder.Path, Corpus = CorpusChoice.Sample, Epochs = 1, Texts = 96 };
        Refused("imdb-gru-of-nobody", "there are");
        Refusal("imdb-simple-rnn", options with { From = lstm }).Should().Contain("holds the network imdb-lstm, and imdb-simple-rnn is to be trained");
        Refusal("imdb-ensemble", options with { From = lstm }).Should().Contain("holds the network imdb-lstm");
        Refusal("imdb-lstm", options with { From = lstm with { Vocabulary = RnnOnnx.Text.Vocabulary.FromTokens([.. Words(ModelPackage.Open(Path.Combine(zoo.Path, "imdb-lstm"))).Select((w, i) => i == 40 ? "xyzzy" : w)]) } })
            .Should().Contain("id 40 is 'xyzzy' there").And.Contain("--corpus FILE");
        Refusal("imdb-lstm", options with { From = lstm with { Labels = ["bad", "good"] } }).Should().Contain("has the labels negative, positive").And.Contain("bad, good");
        Refusal("imdb-lstm", options with { From = lstm with { Weights = [.. lstm.Weights.Skip(1)] } }).Should().Contain("lacks '1_embedding.weight'");
        Refusal("imdb-lstm", options with { From = lstm with { Weights = [.. lstm.Weights, new NamedTensor("more", [1], [0])] } }).Should().Contain("has 'more'");
        Refusal("imdb-lstm", options with { From = lstm with { Weights = [lstm.Weights[0] with { Shape = [100, 10_000] }, .. lstm.Weights.Skip(1)] } }).Should().Contain("'1_embedding.weight' of shape [100, 10000]");
        Refusal("imdb-lstm", options with { From = lstm with { Weights = [.. lstm.Weights.SkipLast(1), lstm.Weights[^1] with { Values = [float.NaN] }] } }).Should().Contain("no finite number");
        var hard = SavedNetwork.Draw(ArchitectureRegistry.Find("reuters-gru"), ArchitectureRegistry.Find("reuters-gru").Choose("hard-sigmoid", false), 1);
        Refusal("reuters-gru", options with { From = hard }).Should().Contain("layer 2 is").And.Contain("with --recipe hard-sigmoid it is the same");
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Should().BeEmpty("nothing half written may stay");

        void Refused(string place, string _) => FluentActions.Invoking(() => SavedNetwork.Open(place, zoo.Path)).Should().Throw<SavedNetworkException>().WithMessage($"'{place}' is neither a package*correct the path*");
    }

    [Fact]
    public void A_damaged_folder_is_refused_by_the_file_s_name()
    {
        var saved = SavedNetwork.Open("reviews-simple-rnn", zoo.Path);
        foreach (var name in new[] { "architecture.json", "weights.safetensors", "vocab.txt", "vocab-counts.txt" })
        {
            foreach (var damage in new Action<string>[] { File.Delete, path => File.AppendAllText(path, "x"), path => Cut(path) })
            {
                var folder = Path.Combine(_folder.Path, "damaged");
                StructureFolder.Write(saved, folder);
                damage(Path.Combine(folder, name));
                FluentActions.Invoking(() => StructureFolder.Read(folder)).Should().Throw<SavedNetworkException>().WithMessage($"*{name}*").Which.Message.Should().Contain("again", "a user needs the next step");
                Directory.Delete(folder, recursive: true);
            }
        }

        StructureFolder.Write(saved, Path.Combine(_folder.Path, "there"));
        FluentActions.Invoking(() => StructureFolder.Write(saved, Path.Combine(_folder.Path, "there"))).Should().Throw<SavedNetworkException>().WithMessage("*is there already*");
        Directory.EnumerateFileSystemEntries(_folder.Path).Should().ContainSingle("nothing half written may stay");
    }

    [Fact]
    public void Ensembles_have_no_structure_of_their_own()
    {
        FluentActions.Invoking(() => SavedNetwork.Open("imdb-ensemble", zoo.Path)).Should().Throw<SavedNetworkException>().WithMessage("*made of imdb-cnn, imdb-cnn-lstm*");
        FluentActions.Invoking(() => SavedNetwork.Draw(ArchitectureRegistry.Find("imdb-ensemble"), null, 1)).Should().Throw<SavedNetworkException>();
    }

    [Fact]
    public void The_command_line_exports_and_trains_from_what_it_exported()
    {
        var structure = Path.Combine(_folder.Path, "structure");
        var environment = new[] { ("RNNONNX_DATA", _folder.Path) };
        TrainerProcess.Run(environment, "export-structure", "imdb-text-simple-rnn", "--output", structure, "--models", zoo.Path).Should().Match<(int Code, string Output, string Error)>(r => r.Code == 0 && r.Error == "");
        var (code, output, error) = TrainerProcess.Run(environment, "train", "imdb-text-simple-rnn", "--from", structure, "--corpus", "sample", "--epochs", "1", "--texts", "96", "--id", "more", "--models", _folder.Path);
        (code, error).Should().Be((0, ""), output);
        output.Should().Contain($"goes on from {structure}; validation accuracy before training 0.");
        TrainerProcess.Run(environment, "train", "imdb-lstm", "imdb-cnn", "--from", structure).Error.Should().Contain("name one network");
        TrainerProcess.Run(environment, "export-structure", "imdb-lstm", "--output", structure, "--models", _folder.Path).Error.Should().Contain("neither a package");
        TrainerProcess.Run(environment, "export-structure", "imdb-lstm", "--seed", "3", "--output", Path.Combine(_folder.Path, "fresh")).Code.Should().Be(0);
        SavedNetwork.Open(Path.Combine(_folder.Path, "fresh"), _folder.Path).Weights.Sum(w => w.Values.Length).Should().Be(1_080_501);
    }

    private static void Cut(string path)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(file.Length / 2);
    }

    private static string[] Words(ModelPackage package) => [.. Enumerable.Range(0, package.Vocabulary.Count).Select(id => package.Vocabulary[id])];

    private static string Graph(string models, TrainedModel model) =>
        ModelPackage.Open(Path.Combine(models, model.Manifest.Id)).Manifest.Files.Single(f => f.Path == GraphDescription.File).Sha256;

    private string Refusal(string id, TrainOptions options) => FluentActions.Invoking(() => Train(id, options)).Should().Throw<RnnOnnxException>().Which.Message;

    private TrainedModel Train(string id, TrainOptions options)
    {
        var architecture = ArchitectureRegistry.Find(id);
        return zoo.TrainerOf(architecture).Train(options.Own is { } own ? architecture.For(own) : architecture, options, default);
    }
}
