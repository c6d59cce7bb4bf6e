using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Corpora.Download;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora.Download;

public sealed class KerasSequencesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Arrays_are_written_as_the_reader_reads_them()
    {
        var path = Path.Combine(_folder.Path, "a.npz");
        using (var file = File.Create(path))
        using (var writer = new NumpyArchiveWriter(file))
        {
            writer.Add("x", [1, -2, int.MaxValue]);
            writer.Add("none", ReadOnlySpan<int>.Empty);
            writer.Add("y", (ReadOnlySpan<byte>)[0, 255]);
        }

        using var archive = NumpyArchive.Open(path);
        archive.Int32s("x").Should().Equal(1, -2, int.MaxValue);
        archive.Int32s("none").Should().BeEmpty();
        archive.Bytes("y").Should().Equal(0, 255);
    }

    [Fact]
    public void Rows_stay_in_the_files_order_with_the_order_of_load_data_beside_them()
    {
        using var archive = Open(SmallOriginals.Run(KerasSequences.Parts(3, 3, ""), Original(), 1)[0]);
        archive.Int32s("x").Should().Equal(5, 6, 7);
        archive.Int32s("x_offsets").Should().Equal(0, 2, 2, 3);
        archive.Bytes("y").Should().Equal(2, 0, 1);
        archive.Int32s("order").Should().Equal(new NumpyRandomState(113).Permutation(3));
    }

    [Theory]
    [InlineData(4, 3, "*3 rows in x and 3 in y, and the original has 4 in each*")]
    [InlineData(3, 2, "*the label 2 in y, and the original has labels from 0 to 1*")]
    public void Another_content_is_refused(int rows, int labels, string message)
    {
        FluentActions.Invoking(() => SmallOriginals.Run(KerasSequences.Parts(rows, labels, ""), Original(), 1)).Should().Throw<CorpusException>().WithMessage(message);
    }

    [DataFact("reuters/reuters_sequences.npz", "reuters/reuters_topics.json")]
    public void The_real_wires_come_back_as_they_are_in_the_data_folder()
    {
        var data = DataFactAttribute.Folder("reuters/reuters_sequences.npz", "reuters/reuters_topics.json");
        using var expected = NumpyArchive.Open(Path.Combine(data, "reuters", "reuters_sequences.npz"));
        var (words, offsets) = (expected.Int32s("x"), expected.Int32s("x_offsets"));
        var original = KerasArchive.Write(
            Path.Combine(_folder.Path, "reuters.npz"),
            ("", [.. Enumerable.Range(0, offsets.Length - 1).Select(i => words[offsets[i]..offsets[i + 1]])], [.. expected.Bytes("y").Select(b => (int)b)]));
        var part = PublicCorpora.All.Single(c => c.Name == "reuters").Parts[0];
        var products = SmallOriginals.Run(part.Convert, original, 2);
        products[1].Should().Equal(File.ReadAllBytes(Path.Combine(data, "reuters", "reuters_topics.json")), "label 3 must be 'earn' wherever the folder came from");

        using var archive = Open(products[0]);
        archive.Int32s("x").AsSpan().SequenceEqual(words).Should().BeTrue();
        archive.Int32s("x_offsets").Should().Equal(offsets);
        archive.Bytes("y").Should().Equal(expected.Bytes("y"));
        archive.Int32s("order").Should().Equal(expected.Int32s("order"), "the first 80 % of this order train and the rest tests");
    }

    private string Original() => KerasArchive.Write(Path.Combine(_folder.Path, "keras.npz"), ("", [[5, 6], [], [7]], [2, 0, 1]));

    private NumpyArchive Open(byte[] content)
    {
        var path = Path.Combine(_folder.Path, Guid.NewGuid() + ".npz");
        File.WriteAllBytes(path, content);
        return NumpyArchive.Open(path);
    }
}
