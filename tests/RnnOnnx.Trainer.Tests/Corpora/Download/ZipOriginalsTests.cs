using System.IO.Compression;
using System.Text;
using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Corpora.Download;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora.Download;

/// <summary>GloVe and the sentences, which come as zip archives.</summary>
public sealed class ZipOriginalsTests : IDisposable
{
    private const string Member = "glove.6B.50d.txt";

    private static readonly byte[] Vectors = "the 0.418 0.24968\nof 0.70853 0.57088\n"u8.ToArray();

    private readonly TemporaryFolder _folder = new();

    private string Original => Path.Combine(_folder.Path, "original.zip");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Vectors_stay_as_they_are()
    {
        SmallOriginals.WriteZip(Original, ("glove.6B.100d.txt", [1, 2]), (Member, Vectors));
        SmallOriginals.Gunzip(Vector(2)).Should().Be(Encoding.UTF8.GetString(Vectors));
        FluentActions.Invoking(() => Vector(3)).Should().Throw<CorpusException>().WithMessage("*has 2 lines, and the original has 3*");
    }

    [Fact]
    public void Sentences_lose_the_blanks_around_them_and_nothing_else()
    {
        SmallOriginals.WriteZip(Original, ("sentence_polarity/rt-polarity.neg", " bad \u00e9 . \nworse\u00a0\n"u8.ToArray()), ("sentence_polarity/rt-polarity.pos", "good\n better\n"u8.ToArray()));
        var table = SmallOriginals.Run(new SentencePolarity(2).Convert, Original, 1)[0];
        SmallOriginals.Gunzip(table).Should().Be("1\tgood\n1\tbetter\n0\tbad \u00e9 .\n0\tworse\u00a0\n");
        FluentActions.Invoking(() => SmallOriginals.Run(new SentencePolarity(3).Convert, Original, 1)).Should().Throw<CorpusException>().WithMessage("*has 2 sentences of label 1, and the original has 3*");
    }

    [Fact]
    public void Sentences_that_are_no_UTF_8_are_refused()
    {
        SmallOriginals.WriteZip(Original, ("sentence_polarity/rt-polarity.pos", [0xff, (byte)'\n']));
        FluentActions.Invoking(() => SmallOriginals.Run(new SentencePolarity(1).Convert, Original, 1)).Should().Throw<CorpusException>().WithMessage("*no UTF-8*");
    }

    [Theory]
    [InlineData("../evil.txt")]
    [InlineData("a/../../evil.txt")]
    [InlineData("/evil.txt")]
    [InlineData("a\\..\\evil.txt")]
    public void Names_that_point_out_of_the_archive_are_refused(string name)
    {
        SmallOriginals.WriteZip(Original, (Member, Vectors), (name, [1]));
        Refuses("*points out of the archive*");
    }

    [Fact]
    public void Links_are_refused()
    {
        using (var zip = ZipFile.Open(Original, ZipArchiveMode.Create))
        {
            var link = zip.CreateEntry(Member);
            link.ExternalAttributes = unchecked((int)0xA1FF0000); // S_IFLNK with all permissions, as Info-ZIP writes it
            using var stream = link.Open();
            stream.Write("/etc/passwd"u8);
        }

        Refuses("*link or a device*");
    }

    [Fact]
    public void A_missing_or_doubled_member_is_refused()
    {
        SmallOriginals.WriteZip(Original, ("other.txt", Vectors));
        Refuses($"*should have one member '{Member}'*");
        File.Delete(Original);
        SmallOriginals.WriteZip(Original, (Member, Vectors), (Member, Vectors));
        Refuses($"*should have one member '{Member}'*");
    }

    [Fact]
    public void A_member_that_is_longer_than_it_says_or_than_allowed_is_refused()
    {
        SmallOriginals.WriteZip(Original, (Member, new byte[5000]));
        FluentActions.Invoking(() => ZipMember.Read(Original, Member, 4999, s => s.CopyTo(Stream.Null))).Should().Throw<CorpusException>().WithMessage("*grows beyond 4,999 bytes*");
        FluentActions.Invoking(() => ZipMember.Read(Original, Member, 5000, s => s.ReadByte())).Should().Throw<CorpusException>().WithMessage("*ends after 1 of 5,000 bytes*");
    }

    [Fact]
    public void Archives_that_break_off_or_are_none_are_refused()
    {
        SmallOriginals.WriteZip(Original, (Member, [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * i >> 3))]));
        File.WriteAllBytes(Original, File.ReadAllBytes(Original)[..^30]);
        Refuses("*damaged*");
        File.WriteAllText(Original, "<html></html>");
        Refuses("*damaged*");
    }

    private byte[] Vector(int words) => SmallOriginals.Run(new GloveVectors(Member, words).Convert, Original, 1)[0];

    private void Refuses(string message) => FluentActions.Invoking(() => Vector(2)).Should().Throw<CorpusException>().WithMessage(message);
}
