using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Export.Onnx;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Export;

/// <summary>Ensembles in ONNX Runtime against their members run apart.</summary>
public sealed class EnsembleExporterTests
{
    private const float Tolerance = 1e-6f;

    private static readonly float[] Vectors = Waves.Of(10_000 * 50, 3);

    [Theory]
    [InlineData(true, "reviews-lstm", "reviews-gru", "reviews-bilstm")]
    [InlineData(false, "reviews-lstm", "reviews-gru", "reviews-bilstm")]
    [InlineData(true, "reuters-gru", "reuters-simple-rnn")]
    [InlineData(false, "imdb-text-dense", "imdb-text-lstm")]
    public void Scores_are_the_mean_of_the_members_over_shared_ids(bool lengthAdaptive, params string[] ids)
    {
        var members = ids.Select(id => Member(id, lengthAdaptive)).ToArray();
        var steps = lengthAdaptive ? 17 : members[0].Pipeline.MaximumLength;

        var ensemble = EnsembleExporter.Export("ensemble", "a mean", members);

        ensemble.Graph.Input.Should().ContainSingle("members of one pipeline read the same ids").Which.Name.Should().Be("ids");
        ensemble.Graph.Output.Should().ContainSingle().Which.Name.Should().Be("scores");
        Metadata(ensemble)["ensemble.members"].Should().Be(string.Join(", ", ids));
        Metadata(ensemble)["ids.members"].Should().Be(string.Join(", ", ids));
        var scores = Run(ensemble, Rows(members[0].Pipeline, steps));
        var apart = members.Select(m => Run(m.Model, Rows(m.Pipeline, steps))).ToArray();
        apart[0].Should().NotBeEquivalentTo(apart[1], "the mean of equal members would prove nothing");
        ShouldBeTheMean(scores, apart);
    }

    [Fact]
    public void Each_different_pipeline_has_an_input_of_its_own_that_says_what_it_needs()
    {
        var members = new[] { Member("reviews-gru"), Member("imdb-cnn"), Member("reviews-lstm") };

        var ensemble = EnsembleExporter.Export("ensemble", "a mean", members);

        ensemble.Graph.Input.Select(i => (i.Name, i.Type.TensorType.Shape.Dim[1].DimParam)).Should().Equal(
            [("ids", "time"), ("ids_2", "time_2")], "the two tokenizations of a text have lengths of their own");
        var metadata = Metadata(ensemble);
        metadata["ensemble.members"].Should().Be("reviews-gru, imdb-cnn, reviews-lstm");
        metadata["ids.members"].Should().Be("reviews-gru, reviews-lstm");
        metadata["ids.text.pipeline"].Should().Be("keras-tokenizer");
        metadata["ids_2.members"].Should().Be("imdb-cnn");
        metadata["ids_2.text.pipeline"].Should().Be("word-index", "a caller has to know which ids to put where");
        metadata["ids_2.text.start"].Should().Be("1");
        metadata["ids_2.text.steps"].Should().Contain("500");

        var (reviews, imdb) = (Rows(members[0].Pipeline, 9), Rows(members[1].Pipeline, 14));
        var scores = OnnxRun.Run(ensemble, ("ids", Tensor(reviews)), ("ids_2", Tensor(imdb)))["scores"].Values;
        ShouldBeTheMean(scores, [Run(members[0].Model, reviews), Run(members[1].Model, imdb), Run(members[2].Model, reviews)]);
    }

    [Fact]
    public void Pipelines_that_differ_in_a_replacement_alone_do_not_share_ids()
    {
        var (id, model, pipeline) = Member("reviews-gru");
        var copied = pipeline with { Replacements = [.. pipeline.Replacements!] };
        var other = pipeline with { Replacements = [new TextReplacement("<br />", "")] };

        var ensemble = EnsembleExporter.Export("ensemble", "a mean", [(id, model, pipeline), ("copied", model, copied), ("other", model, other)]);

        Metadata(ensemble)["ids.members"].Should().Be("reviews-gru, copied", "manifests that were read from files hold equal lists, not the same one");
        Metadata(ensemble)["ids_2.members"].Should().Be("other", "its words would be the wrong ones otherwise");
    }

    [Fact]
    public void A_table_that_several_members_hold_is_stored_once()
    {
        var members = new[] { Member("reviews-lstm"), Member("reviews-gru"), Member("reviews-bilstm") };

        var ensemble = EnsembleExporter.Export("ensemble", "a mean", members);

        ensemble.Graph.Initializer.Where(i => i.Dims.SequenceEqual(new long[] { 10_000, 50 })).Should().ContainSingle("each copy of the frozen vectors costs 2 MB")
            .Which.Name.Should().Be("reviews-lstm/embedding_table");
        var saved = members.Sum(m => m.Model.CalculateSize()) - ensemble.CalculateSize();
        saved.Should().BeGreaterThan(2 * 10_000 * 50 * sizeof(float), "two of the three copies are gone");
    }

    [Fact]
    public void Equal_bytes_of_another_shape_are_another_constant()
    {
        var ensemble = EnsembleExporter.Export("ensemble", "a mean", [("row", Scaled([2f, 3f], 1, 2), Pipeline), ("flat", Scaled([2f, 3f], 2), Pipeline)]);

        ensemble.Graph.Initializer.Select(i => i.Name).Should().Equal("row/factor", "flat/factor");
        Run(ensemble, [[5L, 7]]).Should().Equal([10, 21], "both members scale the same ids");
    }

    [Fact]
    public void Members_with_the_same_names_inside_and_names_of_the_ensemble_s_own_keep_apart()
    {
        var one = Scaled([2f, 3f], 2);
        var other = Scaled([4f, 5f], 2);

        var ensemble = EnsembleExporter.Export("scores", "a mean", [("scores", one, Pipeline), ("ids", other, Pipeline)]);

        Run(ensemble, [[1L, 1]]).Should().Equal([3, 4], "each member reads its own factors");
        ensemble.Graph.Node.SelectMany(n => n.Output).Should().OnlyHaveUniqueItems("a graph's values have one maker each");
    }

    [Fact]
    public void An_ensemble_of_one_gives_its_member_s_scores()
    {
        var member = Member("reviews-gru");
        var rows = Rows(member.Pipeline, 12);
        Run(EnsembleExporter.Export("ensemble", "a mean", [member]), rows).Should().Equal(Run(member.Model, rows));
    }

    [Fact]
    public void The_same_members_give_the_same_bytes_and_are_left_as_they_are()
    {
        var member = Member("reviews-gru");
        var before = member.Model.Clone();
        var (one, two) = (EnsembleExporter.Export("ensemble", "a mean", [member]), EnsembleExporter.Export("ensemble", "a mean", [member]));
        one.Equals(two).Should().BeTrue("a package is rebuilt only when something has changed");
        member.Model.Equals(before).Should().BeTrue("the member's own package is written from it");
        one.IrVersion.Should().Be(8);
        one.OpsetImport.Should().ContainSingle().Which.Should().Be(new OperatorSetIdProto { Domain = "", Version = 17 });
    }

    [Fact]
    public void Members_that_cannot_be_averaged_are_refused()
    {
        var binary = Member("reviews-gru");
        var refused = (string reason, params (string, ModelProto, PipelineManifest)[] members) => ShouldRefuse(reason, members);
        refused("*ensemble*without members*");
        refused("*'reviews-gru' is a member twice*", binary, binary);
        refused("*'reviews-gru' gives 1*'reuters-gru' 46*", binary, Member("reuters-gru"));
        refused("*'reviews-gru' takes rows of any length*'reviews-lstm' takes full rows of 40*", binary, Member("reviews-lstm", lengthAdaptive: false));
        refused("*'imdb-w2v-gru-200' must take one input of ids*'vectors' Float*", Member("imdb-w2v-gru-200", lengthAdaptive: false));
    }

    [Fact]
    public void Plain_members_of_one_pipeline_take_rows_of_one_length() =>
        ShouldRefuse("*'two' takes full rows of 2 ids*'three'*3*the same*", ("two", Scaled([1f, 2f], 2), Pipeline), ("three", Damaged(m => m.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue = 3), Pipeline));

    [Fact]
    public void Damaged_members_are_refused_with_what_is_wrong()
    {
        var refused = (string reason, Action<ModelProto> damage) => ShouldRefuse(reason, ("good", Scaled([1f, 1f], 2), Pipeline), ("bad", Damaged(damage), Pipeline));
        refused("*'bad'*without a graph*", m => m.Graph = null);
        refused("*'bad'*IR version 9*", m => m.IrVersion = 9);
        refused("*'bad'*'' 18*", m => m.OpsetImport[0].Version = 18);
        refused("*'bad'*'ai.onnx.ml' 2*", m => m.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 2 }));
        refused("*'bad'*one input*", m => m.Graph.Input.Clear());
        refused("*'bad'*one input*'ids' Int64*'ids' Int64*", m => m.Graph.Input.Add(m.Graph.Input[0]));
        refused("*'bad'*must give scores*", m => m.Graph.Output.Clear());
        refused("*'bad'*must give scores*'scores' Float [batch];*", m => m.Graph.Output[0].Type.TensorType.Shape.Dim.RemoveAt(1));
        refused("*'bad'*'elsewhere'*no node makes*", m => m.Graph.Output[0].Name = "elsewhere");
        refused("*'bad'*Mul*reads 'factor'*no node before it*", m => m.Graph.Initializer.Clear());
        refused("*'bad'*Mul*reads 'numbers'*no node before it*", m => m.Graph.Node.RemoveAt(0));
        refused("*'bad'*two values called 'numbers'*", m => m.Graph.Node.Insert(0, m.Graph.Node[0].Clone()));
        refused("*'bad'*domain 'com.example'*", m => m.Graph.Node[0].Domain = "com.example");
        refused("*'bad'*holds a graph*", m => m.Graph.Node[0].Attribute.Add(new AttributeProto { Name = "body", Type = AttributeProto.Types.AttributeType.Graph, G = new GraphProto() }));
    }

    private static PipelineManifest Pipeline => ArchitectureRegistry.Find("imdb-lstm").Pipeline with { MaximumLength = 2 };

    private static (string Id, ModelProto Model, PipelineManifest Pipeline) Member(string id, bool lengthAdaptive = true)
    {
        var architecture = ArchitectureRegistry.Find(id);
        using var network = RandomNetworks.Of(architecture);
        if (architecture.Corpus == "reviews")
        {
            network.SetVectors(Vectors);
        }

        return (id, NetworkExporter.Export(network, id, "a member", lengthAdaptive), architecture.Pipeline);
    }

    // Two ids as numbers times two factors.
    private static ModelProto Scaled(float[] factors, params long[] shape)
    {
        var builder = new GraphBuilder("scaled");
        var ids = builder.Input("ids", TensorProto.Types.DataType.Int64, "batch", 2);
        var numbers = builder.Node("Cast", "numbers", [ids], Attributes.Int("to", (long)TensorProto.Types.DataType.Float));
        var scores = builder.Node("Mul", "scores", [numbers, builder.Constant("factor", factors, shape)]);
        builder.Output(scores, TensorProto.Types.DataType.Float, "batch", 2);
        return builder.Build("two ids, scaled");
    }

    private static ModelProto Damaged(Action<ModelProto> damage)
    {
        var model = Scaled([1f, 2f], 2);
        damage(model);
        return model;
    }

    private static void ShouldRefuse(string reason, params (string, ModelProto, PipelineManifest)[] members)
    {
        var export = () => EnsembleExporter.Export("ensemble", "a mean", members);
        export.Should().Throw<ExportException>("such an ensemble would give wrong scores or none").WithMessage(reason);
    }

    private static void ShouldBeTheMean(float[] scores, float[][] apart)
    {
        scores.Should().HaveCount(apart[0].Length);
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i].Should().BeApproximately(apart.Average(a => a[i]), Tolerance, "the ensemble is the mean of its members and nothing else");
        }
    }

    // One row for each third of the length, filled at the side of the pipeline; no row is longer than the steps.
    private static long[][] Rows(PipelineManifest pipeline, int steps)
    {
        var random = new Random(7);
        return
        [
            .. new[] { 0, steps / 3, steps }.Select(words =>
            {
                var (text, filling) = (Enumerable.Range(0, words).Select(_ => random.NextInt64(1, pipeline.VocabularySize)), Enumerable.Repeat(0L, steps - words));
                return (pipeline.Padding == SequenceSide.Pre ? filling.Concat(text) : text.Concat(filling)).ToArray();
            }),
        ];
    }

    private static float[] Run(ModelProto model, long[][] rows) => OnnxRun.Run(model, ("ids", Tensor(rows)))["scores"].Values;

    private static Microsoft.ML.OnnxRuntime.OrtValue Tensor(long[][] rows) => OnnxRun.Int64s([.. rows.SelectMany(r => r)], rows.Length, rows[0].Length);

    private static Dictionary<string, string> Metadata(ModelProto model) => model.MetadataProps.ToDictionary(m => m.Key, m => m.Value);
}
