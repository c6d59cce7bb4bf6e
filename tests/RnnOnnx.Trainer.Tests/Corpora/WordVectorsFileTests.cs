using System.IO.Compression;
using System.Text;
using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora;

public sealed class WordVectorsFileTests : IDisposable
{
    private const string Glove = "the 0.5 -1e-1\nof 2 3\nfilm -4 5.25\n";
    private static readonly float[] Numbers = [0.5f, -0.1f, 2, 3, -4, 5.25f];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("v.txt", Glove)]
    [InlineData("v.txt.gz", Glove)]
    [InlineData("v.zip", Glove)]
    [InlineData("v.vec", "3 2\nthe 0.5 -0.1 \r\nof 2 3 \r\nfilm -4 5.25")]
    public void Text_is_read_plain_packed_and_with_counts_in_front(string name, string content)
    {
        var vectors = WordVectorsFile.Read(Write(name, Encoding.UTF8.GetBytes(content)));
        vectors.Words.Should().Equal("the", "of", "film");
        vectors.Table.ToArray().Should().Equal(Numbers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Word2vecs_binary_is_read_with_and_without_line_feeds(bool lineFeeds)
    {
        var vectors = WordVectorsFile.Read(Write("v.bin", Binary("3 2", lineFeeds)));
        vectors.Words.Should().Equal("the", "of", "film");
        vectors.Table.ToArray().Should().Equal(Numbers);
    }

    [Fact]
    public void Only_the_wanted_words_are_kept_and_the_first_of_two_rows()
    {
        var path = Write("v.txt", Encoding.UTF8.GetBytes(Glove + "the 9 9\n"));
        WordVectorsFile.Read(path).Words.Should().Equal("the", "of", "film");
        WordVectorsFile.Read(path, new VectorSelection(First: 2)).Words.Should().Equal("the", "of");
        WordVectorsFile.Read(path, new VectorSelection(new HashSet<string> { "film", "the", "absent" })).Table.ToArray()
            .Should().Equal([0.5f, -0.1f, -4, 5.25f], "rows come in the file's order, and a word's second row does not count");
    }

    [Fact]
    public void A_table_of_halves_lies_beside_its_words()
    {
        var vectors = WordVectorsFile.Read(WriteTable("(2, 2)", 8, "the\nfilm\n"));
        vectors.Words.Should().Equal("the", "film");
        vectors.Table.ToArray().Should().Equal([1, 1, 1, 1], "0x3C00 is 1 in IEEE 754's binary16");
    }

    [Theory]
    [InlineData("(2, 2)", 6, "the\nfilm\n", "*2 rows of 2 numbers*6 bytes*")]
    [InlineData("(2, 2)", 8, "the\n", "*2 rows*another number*")]
    [InlineData("(2, 2)", 8, "the\nof\nfilm\n", "*2 rows*another number*")]
    [InlineData("(4,)", 8, "the\n", "*header says*(4,)*")]
    [InlineData("(1, 9999999999)", 8, "the\n", "*header says*9999999999*")]
    public void A_table_that_does_not_fit_its_words_is_refused(string shape, int bytes, string words, string message) =>
        FluentActions.Invoking(() => WordVectorsFile.Read(WriteTable(shape, bytes, words))).Should().Throw<CorpusException>().WithMessage(message);

    [Theory]
    [InlineData("", "*empty*")]
    [InlineData("the 1 2\nof 1\n", "*line 2*1 numbers*2 are expected*")]
    [InlineData("the 1 2\nof 1 2 3\n", "*line 2*3 numbers*2 are expected*")]
    [InlineData("the 1 2\n\nof 1 2\n", "*line 2*0 numbers*")]
    [InlineData("the 1 two\n", "*line 1*component 2*'the'*'two'*")]
    [InlineData("the 1 NaN\n", "*line 1*'NaN'*finite*")]
    [InlineData("the 1 1e99\n", "*line 1*'1e99'*finite*")]
    [InlineData("3 2\nthe 1 2\n", "*announces 3 words and has 1*")]
    [InlineData("2000000000 2000000000\nthe 1 2\n", "*line 1*dimensions (1 to 10,000)*")]
    [InlineData("0 5\n", "*line 1*")]
    [InlineData("a text without any vector\n", "*line 1*component 1*'text'*")]
    public void Wrong_lines_of_text_are_named(string content, string message) =>
        FluentActions.Invoking(() => WordVectorsFile.Read(Write("v.txt", Encoding.UTF8.GetBytes(content)))).Should().Throw<CorpusException>().WithMessage(message);

    [Theory]
    [InlineData("-1 2", "*should start with the numbers*")]
    [InlineData("3 99999999", "*should start with the numbers*dimensions (1 to 10,000)*")]
    [InlineData("99999999999 2", "*should start with the numbers*")]
    [InlineData("hello", "*should start with the numbers*")]
    [InlineData("2000000000 2", "*announces 2,000,000,000 words and breaks off in word 4*")]
    public void Absurd_counts_of_binary_files_are_refused_without_asking_for_their_memory(string head, string message) =>
        FluentActions.Invoking(() => WordVectorsFile.Read(Write("v.bin", Binary(head, true)))).Should().Throw<CorpusException>().WithMessage(message);

    [Fact]
    public void Broken_bytes_are_refused()
    {
        FluentActions.Invoking(() => WordVectorsFile.Read(Write("v.bin", Binary("3 2", true)[..^4]))).Should().Throw<CorpusException>().WithMessage("*breaks off in word 3*");
        FluentActions.Invoking(() => WordVectorsFile.Read(Write("v.bin", [.. "1 1\n"u8, 0xff, (byte)' ', 0, 0, 0, 0]))).Should().Throw<CorpusException>().WithMessage("*word 1 is not UTF-8*");
        FluentActions.Invoking(() => WordVectorsFile.Read(Write("v.bin", [.. "1 1\nthe "u8, 0, 0, 0xc0, 0x7f]))).Should().Throw<CorpusException>().WithMessage("*'the'*NaN*", "one NaN makes every weight of a network NaN");
        FluentActions.Invoking(() => WordVectorsFile.Read(Write("v.txt", [.. "the 1\n"u8, 0xff, .. " 1\n"u8]))).Should().Throw<CorpusException>().WithMessage("*line 2*not UTF-8*");
        var packed = Write("v.txt.gz", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 3000).Select(i => $"word{i} {i * 7919 % 1000}\n"))));
        File.WriteAllBytes(packed, File.ReadAllBytes(packed)[..^500]);
        FluentActions.Invoking(() => WordVectorsFile.Read(packed)).Should().Throw<CorpusException>().WithMessage("*damaged*", "half a table must not be taken for a whole one");
    }

    [Fact]
    public void A_line_without_an_end_is_refused_before_it_fills_the_memory()
    {
        var path = Path.Combine(_folder.Path, "v.txt");
        using (var file = File.Create(path))
        {
            file.SetLength(100_000_000);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        FluentActions.Invoking(() => WordVectorsFile.Read(path)).Should().Throw<CorpusException>().WithMessage("*line 1*longer than 1,048,576 bytes*");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(10_000_000, "a file of 100 MB without a line feed must not take 100 MB");
    }

    [Fact]
    public void A_zip_with_several_entries_asks_which_one()
    {
        var path = Path.Combine(_folder.Path, "glove.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (var name in new[] { "50d.txt", "100d.txt" })
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(Encoding.UTF8.GetBytes(Glove));
            }
        }

        FluentActions.Invoking(() => WordVectorsFile.Read(path)).Should().Throw<CorpusException>().WithMessage("*50d.txt, 100d.txt*name one*");
        WordVectorsFile.Read(path, null, "50d.txt").Words.Should().HaveCount(3);
    }

    private static byte[] Binary(string head, bool lineFeeds)
    {
        string[] words = ["the", "of", "film"];
        return [.. Encoding.ASCII.GetBytes(head + "\n"), .. words.SelectMany((word, i) => (byte[])
            [.. Encoding.UTF8.GetBytes(word + " "), .. BitConverter.GetBytes(Numbers[2 * i]), .. BitConverter.GetBytes(Numbers[(2 * i) + 1]), .. lineFeeds ? "\n"u8 : []])];
    }

    private string WriteTable(string shape, int bytes, string words)
    {
        var header = Encoding.Latin1.GetBytes($"{{'descr': '<f2', 'fortran_order': False, 'shape': {shape}, }}\n");
        File.WriteAllText(Path.Combine(_folder.Path, "v.words.txt"), words);
        return Write("v.f16.npy", [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. Enumerable.Range(0, bytes).Select(i => (byte)(i % 2 == 0 ? 0 : 0x3c))]);
    }

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder.Path, name);
        using var file = File.Create(path);
        switch (Path.GetExtension(name))
        {
            case ".gz":
                using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
                {
                    gzip.Write(content);
                }

                break;
            case ".zip":
                using (var zip = new ZipArchive(file, ZipArchiveMode.Create))
                using (var entry = zip.CreateEntry("v.txt").Open())
                {
                    entry.Write(content);
                }

                break;
            default:
                file.Write(content);
                break;
        }

        return path;
    }
}
