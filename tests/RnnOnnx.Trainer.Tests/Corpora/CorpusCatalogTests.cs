using System.IO.Compression;
using System.Text;
using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora;

public sealed class CorpusCatalogTests
{
    private readonly CorpusCatalog _catalog = new();

    [Fact]
    public void Samples_of_all_corpora_are_made_once_and_without_a_warning()
    {
        var warnings = new List<string>();
        var corpora = _catalog.Names.Select(name => (ICorpus)_catalog.Get(name, CorpusChoice.Sample, warnings.Add))
            .Concat(_catalog.TextNames.Select(name => _catalog.GetTexts(name, CorpusChoice.Sample, warnings.Add))).ToArray();

        corpora.Select(c => c.Name).Should().Equal("imdb-sample", "reuters-sample", "imdb-text-sample", "reviews-sample", "reviews-mixed-sample", "review-openings-sample");
        corpora.Should().OnlyContain(c => c.IsSample);
        warnings.Should().BeEmpty("whoever asks for the sample knows that it is one");
        _catalog.Get("reuters", CorpusChoice.Sample, warnings.Add).Should().BeSameAs(corpora[1], "34 networks must not read a corpus 34 times");
        _catalog.GetTexts("reviews", CorpusChoice.Sample, warnings.Add).Should().BeSameAs(corpora[3]);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_names_there_are()
    {
        _catalog.Invoking(c => c.Get("imbd", CorpusChoice.Auto, _ => { })).Should().Throw<CorpusException>().WithMessage("*'imbd'*imdb, reuters*");
        _catalog.Invoking(c => c.GetTexts("imdb", CorpusChoice.Auto, _ => { })).Should().Throw<CorpusException>().WithMessage("*texts*'imdb'*imdb-text, reviews, reviews-mixed*");
    }

    [Fact]
    public void A_missing_corpus_is_an_error_or_one_warning_and_a_damaged_one_always_an_error()
    {
        using var folder = new TemporaryFolder();
        var catalog = new CorpusCatalog(() => [folder.Path]);
        var warnings = new List<string>();
        catalog.Invoking(c => c.GetTexts("reviews", CorpusChoice.Real, warnings.Add)).Should().Throw<CorpusException>()
            .WithMessage("*'reviews'*lacks imdb/imdb_train.tsv.gz*RNNONNX_DATA*--corpus sample*", "the message says what to put where");
        catalog.GetTexts("reviews", CorpusChoice.Auto, warnings.Add).IsSample.Should().BeTrue();
        catalog.GetTexts("reviews", CorpusChoice.Auto, warnings.Add).IsSample.Should().BeTrue();
        warnings.Should().ContainSingle("one loud line is read, many are not").Which.Should().Contain("NO CORPUS: 'reviews'");

        foreach (var file in ReutersCorpus.Files)
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, "reuters"));
            File.WriteAllText(Path.Combine(folder.Path, file), "{");
        }

        catalog.Invoking(c => c.Get("reuters", CorpusChoice.Auto, warnings.Add)).Should().Throw<CorpusException>("a damaged corpus must not quietly become the sample")
            .WithMessage("*reuters_sequences.npz*restore the file*");
    }

    private static void WriteImdb(string folder, string text)
    {
        foreach (var file in ImdbCorpus.TextFiles)
        {
            Write(folder, file, $"1\t{text}\n0\tother\n");
        }
    }

    private static void Write(string folder, string file, string content)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(content));
    }

    [Fact]
    public void A_corpus_comes_from_the_first_folder_that_has_all_of_it_and_none_hides_another()
    {
        using var downloaded = new TemporaryFolder();
        using var shared = new TemporaryFolder();
        WriteImdb(shared.Path, "shared");
        Write(downloaded.Path, SentenceReviews.Files[^1], "0\ta sentence\n");
        var catalog = new CorpusCatalog(() => [downloaded.Path, shared.Path]);
        catalog.GetTexts("imdb-text", CorpusChoice.Real, _ => { }).Training[0].Text.Should().Be("shared", "a download of sentences must not hide the reviews beside it");
        catalog.Invoking(c => c.GetTexts("reviews", CorpusChoice.Real, _ => { })).Should().Throw<CorpusException>()
            .WithMessage($"*{downloaded.Path} lacks imdb/imdb_train.tsv.gz, {shared.Path} lacks sentences/rt_polarity.tsv.gz*", "each folder that was looked through is named with what it lacks");

        WriteImdb(downloaded.Path, "downloaded");
        new CorpusCatalog(() => [downloaded.Path, shared.Path]).GetTexts("imdb-text", CorpusChoice.Real, _ => { }).Training[0].Text.Should().Be("downloaded", "what was downloaded comes first");
        new CorpusCatalog(() => []).Invoking(c => c.Get("imdb", CorpusChoice.Real, _ => { })).Should().Throw<CorpusException>().WithMessage("*neither RNNONNX_DATA, data nor ../shared/data*");
    }

    [DataFact("imdb/imdb_train.tsv.gz", "imdb/imdb_test.tsv.gz", "sentences/rt_polarity.tsv.gz", "sentences/sst2_train.tsv.gz", "sentences/sst2_dev.tsv.gz")]
    public void Real_texts_are_all_there_and_as_they_were_written()
    {
        var data = DataFactAttribute.Folder("imdb/imdb_train.tsv.gz", "imdb/imdb_test.tsv.gz", "sentences/rt_polarity.tsv.gz", "sentences/sst2_train.tsv.gz", "sentences/sst2_dev.tsv.gz");
        var imdb = ImdbCorpus.ReadTexts(data);
        (imdb.Training.Count, imdb.Test.Count).Should().Be((25_000, 25_000));
        imdb.Training.Average(t => (double)t.Text.EnumerateRunes().Count()).Should().BeApproximately(1325.06964, 1e-5, "notebook 001 prints this mean length; nothing may be cleaned away here");
        imdb.Training[24_095].Text.Should().StartWith("I have watched some pretty poor films in the past");

        var reviews = SentenceReviews.Read(SentenceReviews.Name, data, imdb, SentenceReviews.Files);
        reviews.Training.Should().HaveCount(50_000 + 10_662);
        reviews.Test.Should().BeEmpty();
        SentenceReviews.Read(SentenceReviews.MixedName, data, imdb, SentenceReviews.MixedFiles).Training.Should().HaveCount(128_883, "data/README.md counts these rows");
    }
}
