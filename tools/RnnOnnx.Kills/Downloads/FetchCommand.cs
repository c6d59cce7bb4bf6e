using System.CommandLine;
using RnnOnnx.Trainer.Corpora.Download;

namespace RnnOnnx.Kills.Downloads;

/// <summary>The program that is killed while it downloads: the trainer's own download, of the corpus that is nobody's.</summary>
internal static class FetchCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "fetch";

    /// <summary>The command, of no use to people.</summary>
    public static Command Create()
    {
        var address = new Argument<Uri>("address") { CustomParser = result => new Uri(result.Tokens.Single().Value) };
        var folder = new Argument<string>("folder");
        var command = new Command(Name, "Downloads into a data folder, for a supervisor.") { address, folder };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = new SafeClient(useProxy: false);
            var download = new CorpusDownload([MadeUpOriginal.Corpus(parsed.GetRequiredValue(address))], new OriginDownload(client, TimeProvider.System, Console.Out), Console.Out);
            await download.RunAsync([], parsed.GetRequiredValue(folder), keepOriginals: false, cancellation);
            return 0;
        });
        return command;
    }
}
