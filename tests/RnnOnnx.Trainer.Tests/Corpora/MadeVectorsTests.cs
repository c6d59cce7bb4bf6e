using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora;

/// <summary>Vectors that one network has made are there for the next, and never for one of other texts.</summary>
public sealed class MadeVectorsTests : IDisposable
{
    private static readonly SkipGramOptions Options = new() { Dimension = 7, MinimumCount = 1, Epochs = 2, Seed = 3 };
    private static readonly IReadOnlyList<string>[] Texts = [["a", "good", "film"], ["a", "dull", "film"], ["good", "fun"]];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_made_is_given_again_as_it_was()
    {
        var first = Get(Texts, Options);
        first.Sha256().Should().Be(SkipGram.Train("own-7d", Texts, Options).Sha256());
        var file = Directory.GetFiles(_folder.Path, "*.bin").Should().ContainSingle().Subject;
        var written = File.GetLastWriteTimeUtc(file);

        var second = Get(Texts, Options);
        (second.Sha256(), second.Name, second.Dimension).Should().Be((first.Sha256(), "own-7d", 7), "a network must not depend on who made its vectors");
        File.GetLastWriteTimeUtc(file).Should().Be(written, "making them again takes minutes");

        Get([["a", "good", "film"]], Options).Words.Should().HaveCount(3, "vectors of other texts know other words");
        Get(Texts, Options with { Seed = 4 }).Sha256().Should().NotBe(first.Sha256());
        Directory.GetFiles(_folder.Path, "*.bin").Should().HaveCount(3);
    }

    [Fact]
    public void A_damaged_file_is_made_anew()
    {
        var hash = Get(Texts, Options).Sha256();
        var file = Directory.GetFiles(_folder.Path, "*.bin").Single();
        var whole = File.ReadAllBytes(file);
        foreach (var damaged in new[] { whole[..^1], [], [.. whole[..20], (byte)(whole[20] ^ 1), .. whole[21..]] })
        {
            File.WriteAllBytes(file, damaged);
            Get(Texts, Options).Sha256().Should().Be(hash);
            File.ReadAllBytes(file).Should().Equal(whole);
        }
    }

    [Fact]
    public void Many_who_ask_at_once_get_the_same()
    {
        var hashes = new string[8];
        Parallel.For(0, hashes.Length, i => hashes[i] = new MadeVectors(_folder.Path).Get("own-7d", Texts, Options).Sha256());
        hashes.Distinct().Should().ContainSingle();
        Directory.GetFiles(_folder.Path).Select(Path.GetExtension).Should().BeEquivalentTo([".bin", ".lock"], "nothing is left over");
    }

    private WordVectors Get(IReadOnlyList<IReadOnlyList<string>> texts, SkipGramOptions options) => new MadeVectors(_folder.Path).Get("own-7d", texts, options);
}
