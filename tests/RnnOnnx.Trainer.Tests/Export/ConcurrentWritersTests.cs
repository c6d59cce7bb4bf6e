using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Export;

/// <summary>Several trainings that write into one zoo; each writer opens files of its own, as a process does.</summary>
public sealed class ConcurrentWritersTests : IDisposable
{
    private const string Vectors = "vectors-test";
    private static readonly string[] Words = [.. Enumerable.Range(0, 500).Select(i => $"word{i}")];
    private static readonly float[] Numbers = [.. Enumerable.Range(0, 500 * 20).Select(i => MathF.Sin(i))];
    private static readonly ParallelOptions Eight = new() { MaxDegreeOfParallelism = 8 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_vectors_are_always_in_place_however_often_they_are_written()
    {
        var reference = WriteVectors().Reference;
        var place = Path.Combine(_folder.Path, Vectors);
        var written = File.GetLastWriteTimeUtc(Path.Combine(place, VectorsManifest.FileName));
        Parallel.For(0, 32, Eight, i =>
        {
            (i % 2 == 0 ? WriteVectors() : VectorsPackage.Open(place)).Reference.Should().Be(reference, "a network that is being checked looks for them at any moment");
        });
        File.GetLastWriteTimeUtc(Path.Combine(place, VectorsManifest.FileName)).Should().Be(written, "what is there already is left alone");
    }

    [Fact]
    public void Damaged_vectors_are_replaced()
    {
        var reference = WriteVectors().Reference;
        File.AppendAllText(Path.Combine(_folder.Path, Vectors, "vocab.txt"), "more\n");
        WriteVectors();
        VectorsPackage.Open(Path.Combine(_folder.Path, Vectors)).Reference.Should().Be(reference, "a network over damaged vectors cannot be used");
    }

    [Fact]
    public void The_index_lists_every_package_of_writers_that_end_at_once()
    {
        string[] ids = [.. Enumerable.Range(0, 24).Select(i => $"word-sum-{i}")];
        Parallel.ForEach(ids, Eight, id =>
        {
            var contents = WordSum.Contents();
            new PackageWriter(_folder.Path).Write(contents with { Manifest = contents.Manifest with { Id = id } }, WordSum.Samples());
        });
        var index = File.ReadAllText(Path.Combine(_folder.Path, ZooIndex.FileName));
        ids.Should().OnlyContain(id => index.Contains($"\"{id}\"", StringComparison.Ordinal), "a package that is not listed is not found");
        Directory.GetFileSystemEntries(_folder.Path).Should().HaveCount(ids.Length + 2, "beside the packages there are the index and the lock");
    }

    private VectorsPackage WriteVectors() => new VectorsPackageWriter(_folder.Path).Write(Vectors, "By hand.", Words, Numbers, VectorElement.Float16, withUnknown: true);
}
