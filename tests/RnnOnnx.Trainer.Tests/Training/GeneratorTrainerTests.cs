using FluentAssertions;
using RnnOnnx.Generation;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training;

/// <summary>The whole road of a network that writes: corpus, training, graph, package, and text from the runtime.</summary>
public sealed class GeneratorTrainerTests : IDisposable
{
    private static readonly string[] Sentences = ["A good film.", "A dull film!", "I laughed.", "It is dull."];

    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _models = new();

    public void Dispose()
    {
        _data.Dispose();
        _models.Dispose();
    }

    [Fact]
    public void The_document_s_example_is_learnt_exactly()
    {
        WrittenReviews.Write(_data.Path, 40, "data");

        var (manifest, output) = Train(epochs: 40);

        using var zoo = ModelZoo.Open(_models.Path);
        using var generator = zoo.LoadGenerator("char-generator", ExecutionProvider.Cpu);
        var likeliest = new GenerationOptions { Temperature = 0 };
        string Next(string prompt) => generator.Generate(prompt, likeliest with { MaximumLength = 1 });
        Next("").Should().Be("d", "a text begins after the start sign");
        new[] { "d", "da", "dat" }.Select(Next).Should().Equal(["a", "t", "a"], "given d, a, t the document's network gives a, t, a");
        generator.Generate("data", likeliest).Should().BeEmpty("the end sign tells that the word is complete");
        generator.Generate("", likeliest).Should().Be("data", "the second a is followed by the end and the first one is not");
        generator.Generate("", new GenerationOptions { Seed = 7 }).Should().Be("data", "nothing else was ever seen, so chance has nothing to choose from");

        manifest.Training.Metrics["test_accuracy"].Should().Be(1, "all four characters and the end follow from what is before them");
        manifest.Training.Metrics["test_perplexity"].Should().BeApproximately(Math.Exp(manifest.Training.Metrics["test_loss"]), 1e-12).And.BeLessThan(1.1);
        manifest.Training.Metrics["test_bits_per_character"].Should().BeApproximately(Math.Log2(manifest.Training.Metrics["test_perplexity"]), 1e-12);
        output.Should().Contain("bits per character").And.Contain("its logits are the trainer's");
    }

    [Fact]
    public void Text_comes_from_the_corpus_and_a_seed_gives_the_same_one_again()
    {
        WrittenReviews.Write(_data.Path, 30, Sentences);
        Train(epochs: 50);
        using var zoo = ModelZoo.Open(_models.Path);
        using var generator = zoo.LoadGenerator("char-generator", ExecutionProvider.Cpu);
        string Write(int seed) => generator.Generate("", new GenerationOptions { Temperature = 0.8, Seed = seed });

        var texts = Enumerable.Range(1, 12).Select(Write).ToArray();

        var known = Sentences.SelectMany(sentence => sentence.Split(' ')).ToHashSet();
        var words = texts.SelectMany(text => text.Split(' ')).ToArray();
        words.Count(known.Contains).Should().BeGreaterThan(words.Length * 8 / 10, "a network that has learnt writes the words it has read; these are {0}", string.Join(" | ", texts));
        texts.Distinct().Should().HaveCountGreaterThan(1, "another seed is another text");
        Enumerable.Range(1, 12).Select(Write).Should().Equal(texts, "a text that cannot be repeated cannot be reported");
    }

    [Fact]
    public void The_package_tells_all_that_a_user_of_another_runtime_needs()
    {
        WrittenReviews.Write(_data.Path, 15, Sentences);
        var (manifest, _) = Train(epochs: 1);
        var package = Path.Combine(_models.Path, "char-generator");

        PackageGoldens.Check(package);
        manifest.Task.Should().Be(ModelTask.Generation);
        manifest.Graph.Inputs.Select(i => $"{i.Name} {i.Type} {string.Join('x', i.Shape)}").Should().Equal(
            ["ids int64 batchxtime", "hidden_1 float32 1xbatchx128", "cell_1 float32 1xbatchx128", "hidden_2 float32 1xbatchx128", "cell_2 float32 1xbatchx128"], "the states of both layers are the caller's");
        manifest.Graph.Outputs.Select(o => o.Name).Should().Equal("logits", "next_hidden_1", "next_cell_1", "next_hidden_2", "next_cell_2");
        File.ReadAllLines(Path.Combine(package, "labels.txt")).Should().Equal(File.ReadAllLines(Path.Combine(package, "vocab.txt"))).And.HaveCount(100, "the network has 100 logits whatever the corpus");
        File.ReadAllText(Path.Combine(package, "README.md")).Should()
            .Contain("beyond the documents").And.Contain("zoo.LoadGenerator(\"char-generator\")").And.Contain("generator.Generate(\"The film\"").And.Contain("inputs[\"cell_2\"] = numpy.zeros((1, 1, 128)")
            .And.NotContain("LoadClassifier", "a reader would get an error").And.NotContain("filling up to 121", "padding at the end would change what comes next");

        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(package, "1", "model.onnx")));
        model.MetadataProps.Single(p => p.Key == "text.steps").Value.Should().Contain("2 ends the text", "a graph that has lost its package must still say how to use it");
        TensorProto Data(string file) => TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(package, "test_data_set_0", file)));
        var states = Enumerable.Range(1, 4).Select(i => Data($"input_{i}.pb")).ToArray();
        states.Should().OnlyContain(s => Tensors.ToFloats(s).All(v => v == 0), "a text begins with states of zeros");
        var ids = Data("input_0.pb");
        var outputs = OnnxRun.Run(
            model,
            [(ids.Name, OnnxRun.Int64s(Tensors.ToInt64s(ids), [.. ids.Dims])), .. states.Select(s => (s.Name, OnnxRun.Floats(Tensors.ToFloats(s), [.. s.Dims])))]);
        for (var i = 0; i < outputs.Count; i++)
        {
            var expected = Data($"output_{i}.pb");
            outputs[expected.Name].Shape.Should().Equal(expected.Dims);
            outputs[expected.Name].Values.Zip(Tensors.ToFloats(expected)).Should().OnlyContain(p => Math.Abs(p.First - p.Second) < 1e-5, "any ONNX runtime can check itself with this data, output '{0}' included", expected.Name);
        }

        var golden = ModelPackage.Open(package).ReadGoldens()[3];
        ParityCheck.Run(package, [new ParitySample(golden.Text, golden.Ids, golden.Scores)]).Samples.Should().Be(13, "the goldens are compared too");
        FluentActions.Invoking(() => ParityCheck.Run(package, [new ParitySample(null, golden.Ids, [.. golden.Scores.Select(s => s + 0.01f)])]))
            .Should().Throw<ParityException>("other logits write other texts").WithMessage("char-generator: output 'logits' in one run: *largest difference is 0.01*");
        FluentActions.Invoking(() => ParityCheck.Run(package, [new ParitySample("date", golden.Ids, golden.Scores)]))
            .Should().Throw<ParityException>("another prompt would be continued").WithMessage("*sample 0 has 5 ids in the trainer and 5 in the runtime; they differ first at position 4*");
    }

    private (ModelManifest Manifest, string Output) Train(int epochs)
    {
        using var log = new StringWriter();
        var trainer = new GeneratorTrainer(new DataPreparation(new CorpusCatalog(() => [_data.Path]), log), new ConsoleProgress(log, false, TimeProvider.System), log);
        var options = new TrainOptions { Models = _models.Path, Corpus = CorpusChoice.Real, Recipe = "sample", Epochs = epochs };
        var model = trainer.Train(ArchitectureRegistry.Find("char-generator"), options, default);
        return (model.Manifest, log.ToString());
    }
}
