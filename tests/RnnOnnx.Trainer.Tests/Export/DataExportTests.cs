using System.Runtime.InteropServices;
using System.Text.Json;
using FluentAssertions;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Export;

public sealed class DataExportTests : IDisposable
{
    private const int Seed = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly DataPreparation _preparation = new(new CorpusCatalog(), TextWriter.Null);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_files_hold_the_texts_that_training_sees()
    {
        var architecture = ArchitectureRegistry.Find("reuters-lstm");
        var place = Path.Combine(_folder.Path, "data");
        new DataExport(_preparation).Write(architecture, CorpusChoice.Sample, Seed, place);

        var texts = _preparation.Prepare(architecture, architecture.Recipes[0].ValidationShare, new TrainOptions { Models = _folder.Path, Corpus = CorpusChoice.Sample, Seed = Seed });
        foreach (var (name, part) in new[] { ("training", texts.Training), ("validation", texts.Validation), ("test", texts.Test) })
        {
            var (ids, offsets) = (Read<int>(place, $"{name}-ids", "<i4"), Read<long>(place, $"{name}-offsets", "<i8"));
            Enumerable.Range(0, part.Count).Select(i => ids[(int)offsets[i]..(int)offsets[i + 1]]).Should().BeEquivalentTo(part.Ids, options => options.WithStrictOrdering(), "a comparison on other {0} texts would say nothing of the trainer", name);
            offsets.Should().HaveCount(part.Count + 1).And.EndWith(ids.Length);
            Read<int>(place, $"{name}-labels", "<i4").Should().Equal(part.Labels);
        }

        var about = JsonDocument.Parse(File.ReadAllText(Path.Combine(place, "data.json"))).RootElement;
        about.GetProperty("maximum_length").GetInt32().Should().Be(500);
        about.GetProperty("padding").GetString().Should().Be("pre", "the other side would be another network");
        about.GetProperty("corpus").GetString().Should().Be("reuters-sample");
        Directory.GetFileSystemEntries(_folder.Path).Should().Equal([place], "temporary files must not stay");
    }

    [Fact]
    public void Frozen_vectors_come_as_a_table_with_a_row_for_each_id()
    {
        var place = Path.Combine(_folder.Path, "data");
        var texts = new DataExport(_preparation).Write(ArchitectureRegistry.Find("imdb-w2v-lstm-200"), CorpusChoice.Sample, Seed, place);
        var table = Read<float>(place, "vectors", "<f4", texts.Vocabulary.Count, 300);
        table.Should().Equal(texts.VectorTable);
        table.Take(300).Should().OnlyContain(value => value == 0, "row 0 is the padding's");
        Directory.GetDirectories(place).Should().BeEmpty("the package of vectors, written on the way, is nobody's");
    }

    [Fact]
    public void A_folder_that_exists_is_left_alone()
    {
        var file = Path.Combine(_folder.Path, "mine.txt");
        File.WriteAllText(file, "mine");
        var act = () => new DataExport(_preparation).Write(ArchitectureRegistry.Find("reuters-lstm"), CorpusChoice.Sample, Seed, _folder.Path + Path.DirectorySeparatorChar);
        act.Should().Throw<ExportException>().WithMessage("*exists already*remove it first");
        Directory.GetFileSystemEntries(_folder.Path).Should().Equal([file], "an export must not mix with other files");
    }

    private static T[] Read<T>(string folder, string name, string type, params long[] shape)
        where T : struct
    {
        using var file = File.OpenRead(Path.Combine(folder, $"{name}.npy"));
        var header = NumpyHeader.Read(file, name);
        header.Type.Should().Be(type);
        (header.Bytes % 64).Should().Be(0, "NumPy maps arrays into memory at such offsets");
        var data = new byte[file.Length - header.Bytes];
        file.ReadExactly(data);
        var values = MemoryMarshal.Cast<byte, T>(data).ToArray();
        header.Shape.Should().Equal(shape.Length == 0 ? [values.Length] : shape);
        return values;
    }
}
