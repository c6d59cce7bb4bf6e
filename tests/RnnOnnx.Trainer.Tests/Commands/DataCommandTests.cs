using FluentAssertions;
using RnnOnnx.Trainer.Commands;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Corpora.Download;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Commands;

public sealed class DataCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SafeClient _client = new(useProxy: false);
    private readonly StringWriter _output = new();

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Only_the_corpora_that_are_named_are_touched_and_a_wrong_original_is_named()
    {
        var originals = Directory.CreateDirectory(Path.Combine(_folder.Path, "originals"));
        await File.WriteAllTextAsync(Path.Combine(originals.FullName, "sentence_polarity.zip"), "no zip");
        var act = () => Data().Parse(["download", "sentences", "--to", _folder.Path]).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        await act.Should().ThrowAsync<DownloadException>().WithMessage("*sentence_polarity.zip has 6 bytes, and the original has 490,256; delete it*");
        _output.ToString().Should().Contain("CC BY 4.0", "who downloads must know the terms").And.NotContain("imdb").And.NotContain("glove");
    }

    [Theory]
    [InlineData("imdbb")]
    [InlineData("--too")]
    public void Mistakes_are_named(string argument) =>
        Data().Parse(["download", argument]).Errors.Should().NotBeEmpty("a mistyped corpus must not start a download of all").And.Contain(e => e.Message.Contains(argument));

    private System.CommandLine.Command Data()
    {
        var download = new OriginDownload(_client, TimeProvider.System, _output);
        return new DataCommand(new CorpusDownload(PublicCorpora.All, download, _output), new StatsCommand(new CorpusCatalog(), _output), new WordCommand(new CorpusCatalog(), _output), new ExportDataCommand(new DataExport(new DataPreparation(new CorpusCatalog(), _output)), _output)).Data();
    }
}
