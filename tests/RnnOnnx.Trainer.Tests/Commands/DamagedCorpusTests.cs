using System.IO.Compression;
using System.Text;
using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Tests.Corpora.Download;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Commands;

/// <summary>Damaged files of a data folder, as a person meets them: one clear line, no package.</summary>
public sealed class DamagedCorpusTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("imdb-lstm", "no archive", "imdb_sequences.npz is no .npz archive")]
    [InlineData("imdb-lstm", "Keras' own archive", "imdb_sequences.npz: 'x_train'")]
    [InlineData("imdb-text-lstm", "wrong label", "imdb_train.tsv.gz, line 2: should be a label from 0 to 1")]
    [InlineData("imdb-text-lstm", "not UTF-8", "imdb_train.tsv.gz is damaged")]
    [InlineData("imdb-text-lstm", "broken off", "imdb_train.tsv.gz is damaged")]
    public void A_damaged_file_is_named_and_nothing_is_written(string network, string damage, string message)
    {
        var models = Directory.CreateDirectory(Path.Combine(_folder.Path, "models")).FullName;
        Directory.CreateDirectory(Path.Combine(_folder.Path, "imdb"));
        foreach (var file in ImdbCorpus.TextFiles)
        {
            Damage(PathOf(file), damage);
        }

        if (damage == "Keras' own archive")
        {
            KerasArchive.Write(PathOf(ImdbCorpus.Files[0]), ("_train", [[1]], [0]), ("_test", [[1]], [0]));
        }
        else
        {
            File.WriteAllText(PathOf(ImdbCorpus.Files[0]), "PK but no zip");
        }

        File.WriteAllText(PathOf(ImdbCorpus.Files[1]), "{\"word\": 1}");
        var (code, _, error) = TrainerProcess.Run([("RNNONNX_DATA", _folder.Path)], "train", network, "--epochs", "1", "--models", models);
        code.Should().Be(1);
        error.Should().Contain(message, "a damaged corpus must not quietly become the sample").And.NotContain("   at ");
        Directory.EnumerateFileSystemEntries(models).Should().BeEmpty("nothing half written may stay");
    }

    private static void Damage(string path, string damage)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(damage == "not UTF-8" ? [.. "1\tcaf"u8, 0xe9, (byte)'\n'] : Encoding.UTF8.GetBytes("1\tgood\n7\tbad\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"1\t{i}\n"))));
        }

        File.WriteAllBytes(path, damage == "broken off" ? packed.ToArray()[..^100] : packed.ToArray());
    }

    private string PathOf(string file) => Path.Combine(_folder.Path, file);
}
