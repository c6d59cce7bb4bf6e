using System.IO.Compression;
using System.Text;
using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora;

public sealed class LabelledTextFileTests : IDisposable
{
    private static readonly LabelledTextOptions FirstComma = new() { Format = LabelledTextFormat.FirstComma };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Quoted_columns_hold_commas_quotes_and_line_ends()
    {
        // The examples of RFC 4180, section 2, points 5 to 7.
        var corpus = Read("c.csv", "id,text,label\r\n1,\"a, b\",0\r\n2,\"one\r\ntwo\",1\r\n3,\"say \"\"hi\"\"\",0\r\n4,,1\r\n\r\n5,6\" tall,1");
        corpus.Training.Select(t => t.Text).Should().Equal("a, b", "one\r\ntwo", "say \"hi\"", "", "6\" tall");
        corpus.TrainingLabels.Should().Equal(0, 1, 0, 1, 1);
        (corpus.Name, corpus.IsSample, corpus.Test.Count).Should().Be(("c.csv", false, 0));
    }

    [Fact]
    public void Document_000s_form_parts_at_the_first_comma_alone()
    {
        var corpus = Read("reviews.csv", "label,text\n1,a \"fine\" film, all in all\n0,dull\n", FirstComma with { Labels = ["negative", "positive"] });
        corpus.Training.Should().Equal(new LabelledText("a \"fine\" film, all in all", 1), new LabelledText("dull", 0));
        corpus.Labels.Should().Equal("negative", "positive");
    }

    [Theory]
    [InlineData("c.tsv", "label\ttext\nspam\tbuy, \"now\"\nham\thello\r\n")]
    [InlineData("c.jsonl", "{\"text\": \"buy, \\\"now\\\"\", \"label\": \"spam\", \"n\": 1}\n\n{\"label\": \"ham\", \"text\": \"hello\"}\n")]
    [InlineData("c.csv", "\uFEFFtext,label\n\"buy, \"\"now\"\"\", spam\nhello,ham\n")]
    [InlineData("c.csv.gz", "text,label\n\"buy, \"\"now\"\"\",spam\nhello,ham\n")]
    public void Names_of_labels_are_sorted_in_every_format(string name, string content)
    {
        var corpus = Read(name, content);
        corpus.Labels.Should().Equal(["ham", "spam"], "the order of rows must not decide which id a label gets");
        corpus.Training.Should().Equal(new LabelledText("buy, \"now\"", 1), new LabelledText("hello", 0));
    }

    [Fact]
    public void Numbers_are_sorted_by_size_and_columns_may_be_named()
    {
        var corpus = Read("c.csv", "stars,body\n10,a\n2,b\n10,c\n", new LabelledTextOptions { TextColumn = "body", LabelColumn = "stars" });
        corpus.Labels.Should().Equal(["2", "10"], "by their bytes, 10 would come before 2");
        corpus.TrainingLabels.Should().Equal(1, 0, 1);
        Read("c.jsonl", "{\"text\":\"a\",\"label\":1}\n{\"text\":\"b\",\"label\":0}\n").TrainingLabels.Should().Equal(1, 0);
    }

    [Theory]
    [InlineData("c.csv", "", "*no rows, not even a line*")]
    [InlineData("c.csv", "text,label\n", "*no rows;*")]
    [InlineData("c.csv", "review,sentiment\na,1\n", "*line 1*no column 'label'*'review', 'sentiment'*--label-column*")]
    [InlineData("c.tsv", "text,label\na,1\n", "*line 1*no column 'label'*'text,label'*")]
    [InlineData("c.jsonl", "{\"text\":\"a\",\"label\":1}\n{\"body\":\"a\",\"label\":1}\n", "*line 2*no column 'text'*'body', 'label'*")]
    [InlineData("c.csv", "text,label\na,1\nb, c,0\n", "*line 3*3 columns and the first line 2*first-comma*")]
    [InlineData("c.tsv", "text\tlabel\na\n", "*line 2*1 columns and the first line 2*")]
    [InlineData("c.csv", "text,label\na,1\nb,\n", "*line 3*no label*'label'*")]
    [InlineData("c.csv", "text,label\na,1\nb,1\n", "*all 2 rows have the label '1'*")]
    [InlineData("c.csv", "text,label\n\"a,1\nb,1\n", "*line 2*quote*not closed by the end*")]
    [InlineData("c.csv", "text,label\n\"a\" b,1\n", "*line 2*text follows the closed quotes of column 1*")]
    [InlineData("c.csv", "text,label\na,\"x\ny\"\n", "*line 2*several lines*")]
    [InlineData("c.jsonl", "{\"text\":\"a\",\"label\":1}\n[1]\n", "*line 2*one JSON object*")]
    [InlineData("c.jsonl", "{\"text\":\"a\",\"label\":1} {}\n", "*line 1*JSON object*")]
    [InlineData("c.jsonl", "{\"text\":\"a\",\"label\":\n", "*line 1*JSON object*")]
    [InlineData("c.jsonl", "{\"text\":5,\"label\":1}\n", "*line 1*'text' is a JSON Number*should be a string*")]
    [InlineData("c.jsonl", "{\"text\":\"\\ud800\",\"label\":1}\n", "*line 1*'text'*half a surrogate pair*")]
    [InlineData("c.txt", "text,label\n", "*.csv, .tsv or .jsonl*")]
    public void Wrong_files_are_one_clear_error(string name, string content, string message) =>
        FluentActions.Invoking(() => Read(name, content)).Should().Throw<CorpusException>().WithMessage(message);

    [Fact]
    public void A_label_outside_the_stated_ones_is_named()
    {
        var options = FirstComma with { Labels = ["negative", "positive"] };
        Read("c.csv", "label,text\npositive,a\n0,b\n", options).TrainingLabels.Should().Equal(1, 0);
        FluentActions.Invoking(() => Read("c.csv", "label,text\n1,a\n2,b\n", options)).Should().Throw<CorpusException>().WithMessage("*line 3*'2' is none of negative, positive, nor a number from 0 to 1*");
        FluentActions.Invoking(() => Read("c.csv", "text,label\na,1\n", FirstComma)).Should().Throw<CorpusException>().WithMessage("*'label' is not the first*csv*");
    }

    [Fact]
    public void A_column_of_texts_taken_for_labels_is_noticed()
    {
        var rows = string.Concat(Enumerable.Range(0, 1001).Select(i => $"text {i},1\n"));
        FluentActions.Invoking(() => Read("c.csv", "text,label\n" + rows, new LabelledTextOptions { TextColumn = "label", LabelColumn = "text" }))
            .Should().Throw<CorpusException>().WithMessage("*line 1002*1,000*'text'*is it the column of labels?*");
    }

    [Fact]
    public void Bytes_that_are_no_text_are_named_by_line_and_packed_files_must_be_whole()
    {
        File.WriteAllBytes(PathOf("c.csv"), [.. "text,label\na,1\n"u8, 0xc3, .. ",0\n"u8]);
        FluentActions.Invoking(() => LabelledTextFile.Read(PathOf("c.csv"))).Should().Throw<CorpusException>().WithMessage("*line 3*not UTF-8*");
        FluentActions.Invoking(() => LabelledTextFile.Read(PathOf("absent.csv"))).Should().Throw<CorpusException>().WithMessage("*absent.csv is missing*");
        File.WriteAllText(PathOf("c.csv.gz"), "no gzip at all");
        FluentActions.Invoking(() => LabelledTextFile.Read(PathOf("c.csv.gz"))).Should().Throw<CorpusException>().WithMessage("*damaged*");
    }

    [Theory]
    [InlineData("c.csv", "text,label\n", "*line 2*longer than 10,000,000 bytes*")]
    [InlineData("c.jsonl", "", "*line 1*longer than 10,000,000 bytes*")]
    public void A_line_of_100_MB_is_refused_before_it_fills_the_memory(string name, string start, string message)
    {
        File.WriteAllText(PathOf(name), start);
        using (var file = File.OpenWrite(PathOf(name)))
        {
            file.SetLength(100_000_000);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        FluentActions.Invoking(() => LabelledTextFile.Read(PathOf(name))).Should().Throw<CorpusException>().WithMessage(message);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(50_000_000, "the limit is on what is read, not on what is kept");
    }

    [Fact]
    public void A_quote_that_is_never_closed_does_not_swallow_a_large_file()
    {
        var content = "text,label\n\"a" + string.Concat(Enumerable.Repeat("b,1\n", 1000));
        FluentActions.Invoking(() => Read("c.csv", content, new LabelledTextOptions { LongestLine = 500 })).Should().Throw<CorpusException>().WithMessage("*line 2*not closed within 500 bytes*");
    }

    private string PathOf(string name) => Path.Combine(_folder.Path, name);

    private TextCorpus Read(string name, string content, LabelledTextOptions? options = null)
    {
        using (var file = File.Create(PathOf(name)))
        using (var stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file)
        {
            stream.Write(Encoding.UTF8.GetBytes(content));
        }

        return LabelledTextFile.Read(PathOf(name), options);
    }
}
