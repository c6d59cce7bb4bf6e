using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Corpora.Download;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora.Download;

public sealed class ReviewTextsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Original => Path.Combine(_folder.Path, "aclImdb_v1.tar.gz");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reviews_become_rows_in_the_data_folders_order_byte_for_byte()
    {
        SmallOriginals.WriteTar(Original, SmallOriginals.Tar(SmallOriginals.Reviews));
        var tables = SmallOriginals.Run(new ReviewTexts(2).Convert, Original, 2);
        SmallOriginals.Gunzip(tables[0]).Should().Be(
            "1\ttrain\tgood <br />ten\u2028\r\n1\ttrain good nine\n0\ttrain bad \u00e9\n0\ttrain bad eleven\n",
            "rows of the sequences and of the texts must be the same reviews: positive first, by file name as a string, so 10_9 before 9_8");
        SmallOriginals.Gunzip(tables[1]).Should().Be("1\ttest good zero\n1\t\n0\ttest bad zero\n0\ttest bad one\n");
    }

    [Theory]
    [InlineData("../evil.txt")]
    [InlineData("aclImdb/../../evil.txt")]
    [InlineData("/evil.txt")]
    [InlineData("C:evil.txt")]
    [InlineData("aclImdb\\evil.txt")]
    public void Names_that_point_out_of_the_archive_are_refused(string name)
    {
        SmallOriginals.WriteTar(Original, SmallOriginals.Tar(SmallOriginals.Reviews).Append(SmallOriginals.File(name, [1])));
        Refuses($"*'{name}', which points out of the archive*");
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    public void Links_are_refused(TarEntryType type)
    {
        var link = new UstarTarEntry(type, "aclImdb/train/pos/5_5.txt") { LinkName = "/etc/passwd" };
        SmallOriginals.WriteTar(Original, SmallOriginals.Tar(SmallOriginals.Reviews).Append(link));
        Refuses($"*'aclImdb/train/pos/5_5.txt' that is a {type}*");
    }

    [Theory]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.BlockDevice)]
    [InlineData(TarEntryType.Fifo)]
    public void Devices_are_refused(TarEntryType type)
    {
        SmallOriginals.WriteTar(Original, [new UstarTarEntry(type, "aclImdb/device"), .. SmallOriginals.Tar(SmallOriginals.Reviews)]);
        Refuses($"*'aclImdb/device' that is a {type}*");
    }

    [Fact]
    public void An_archive_that_breaks_off_is_refused_wherever_it_does()
    {
        SmallOriginals.WriteTar(Original, SmallOriginals.Tar(SmallOriginals.Reviews));
        var whole = File.ReadAllBytes(Original);
        using (var gzip = new GZipStream(new MemoryStream(whole), CompressionMode.Decompress))
        using (var tar = new MemoryStream())
        {
            gzip.CopyTo(tar);
            foreach (var blocks in Enumerable.Range(1, 14))
            {
                using (var cut = new GZipStream(File.Create(Original), CompressionLevel.Fastest))
                {
                    cut.Write(tar.ToArray(), 0, (blocks * 512) - 100);
                }

                Refuses("*", "half a corpus must not be taken for a whole one");
            }
        }

        File.WriteAllBytes(Original, whole[..(whole.Length / 2)]);
        Refuses("*");
    }

    [Fact]
    public void Reviews_that_lack_are_counted()
    {
        SmallOriginals.WriteTar(Original, SmallOriginals.Tar(SmallOriginals.Reviews.Where(r => r.Name != "aclImdb/test/neg/1_4.txt")));
        Refuses("*has 1 reviews in aclImdb/test/neg, and the original has 2*");
    }

    [Fact]
    public void The_same_review_twice_is_refused()
    {
        SmallOriginals.WriteTar(Original, SmallOriginals.Tar(SmallOriginals.Reviews).Append(SmallOriginals.File("./aclImdb/train/pos/9_8.txt", "another"u8.ToArray())));
        Refuses("*aclImdb/train/pos/9_8.txt twice*");
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("no text \u00ff")]
    public void Texts_that_no_table_can_hold_are_refused(string text)
    {
        var reviews = SmallOriginals.Reviews.ToDictionary(r => r.Name, r => Encoding.UTF8.GetBytes(r.Text));
        reviews["aclImdb/train/neg/0_1.txt"] = Encoding.Latin1.GetBytes(text);
        SmallOriginals.WriteTar(Original, reviews.Select(r => SmallOriginals.File(r.Key, r.Value)));
        Refuses("*review 0_1.txt is not one line of UTF-8*");
    }

    [Fact]
    public void A_review_as_long_as_a_library_is_refused()
    {
        SmallOriginals.WriteTar(Original, SmallOriginals.Tar(SmallOriginals.Reviews).Append(SmallOriginals.File("aclImdb/train/pos/5_5.txt", new byte[(1 << 20) + 1])));
        Refuses("*5_5.txt has 1,048,577 bytes*");
    }

    [Fact]
    public void A_small_archive_that_expands_without_end_is_stopped()
    {
        using var stream = new BoundedStream(new MemoryStream(new byte[2000]), 1000, "bomb.tar.gz");
        var act = () => stream.CopyTo(Stream.Null, 300);
        act.Should().Throw<CorpusException>().WithMessage("bomb.tar.gz grows beyond 1,000 bytes*");
        FluentActions.Invoking(() => ArchiveNames.RequireCount("bomb.tar.gz", ArchiveNames.MaximumEntries + 1)).Should().Throw<CorpusException>().WithMessage("*more than 200,000 entries*");
    }

    [Fact]
    public void Anything_that_is_no_archive_is_refused()
    {
        File.WriteAllText(Original, "<html>Log in to this network</html>");
        Refuses("*damaged*");
    }

    private void Refuses(string message, string because = "") =>
        FluentActions.Invoking(() => SmallOriginals.Run(new ReviewTexts(2).Convert, Original, 2)).Should().Throw<CorpusException>(because).WithMessage(message);
}
