using System.Globalization;
using System.Text.RegularExpressions;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Kills.Zoos;

/// <summary>Follows how far a training comes from run to run: what an epoch has brought may be lost only while it is the one in hand.</summary>
/// <param name="zoo">The zoo.</param>
/// <param name="model">The network.</param>
internal sealed partial class EpochLog(string zoo, string model)
{
    private int _shown;

    /// <summary>The last epoch whose state is kept, so that training goes on after it.</summary>
    public int Kept { get; private set; }

    /// <summary>Whether the run has come to its end: it leaves a note in its state's place.</summary>
    public bool IsFinished => Files(".done").Length > 0 && Files(".checkpoint").Length == 0;

    /// <summary>Number of the epoch whose figures a line tells; null for another line.</summary>
    public static int? EpochOf(string line) => Epoch().Match(line) is { Success: true } match ? Number(match) : null;

    /// <summary>Whether a line says that training goes on where it was.</summary>
    public static bool GoesOn(string line) => After().IsMatch(line);

    /// <summary>Reads what a run has said.</summary>
    /// <returns>What is wrong with it.</returns>
    public IEnumerable<string> Read(VictimRun run)
    {
        _shown = Kept;
        foreach (var line in run.Lines)
        {
            if (After().Match(line) is { Success: true } match && Number(match) != Kept)
            {
                yield return $"training went on after epoch {Number(match)}, and the state after epoch {Kept} had been kept";
            }

            if (EpochOf(line) is { } epoch)
            {
                if (epoch != _shown + 1)
                {
                    yield return $"epoch {epoch} was trained where epoch {_shown + 1} was next";
                }

                _shown = epoch;
            }

            if (line.Contains("is damaged", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }

    /// <summary>Looks at the state that a run has left that was killed.</summary>
    /// <returns>What is wrong with it; null for nothing.</returns>
    public string? AfterKill()
    {
        var before = Kept;
        try
        {
            Kept = Files(".checkpoint") switch
            {
                [] => IsFinished ? UndisturbedTraining.Epochs : 0,
                [var file] => Read(file),
                var files => throw new InvalidDataException($"there are {files.Length} states of one run"),
            };
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException)
        {
            return $"the state of training cannot be read: {e.Message}";
        }

        // The figures of an epoch are told before its state is kept.
        return Kept < before || Kept < _shown - 1 ? $"the state after epoch {Kept} is kept, after epoch {before} was before, and epoch {_shown} was finished" : null;
    }

    private string[] Files(string extension) =>
        Directory.Exists(Path.Combine(zoo, TrainingCheckpoint.FolderName)) ? Directory.GetFiles(Path.Combine(zoo, TrainingCheckpoint.FolderName), $"{model}-seed{UndisturbedTraining.Seed}-*{extension}") : [];

    // The file begins with its format, the program and how far the run had come.
    private static int Read(string file)
    {
        using var reader = new BinaryReader(File.OpenRead(file));
        _ = reader.ReadString();
        _ = reader.ReadString();
        var where = reader.ReadString();
        return After().Match($"goes on {where}") is { Success: true } match ? Number(match) : throw new InvalidDataException($"it is said to be '{where}'");
    }

    private static int Number(Match match) => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\S+: epoch (\d+)/\d+  loss ")]
    private static partial Regex Epoch();

    [GeneratedRegex(@"goes on after epoch (\d+) of \d+")]
    private static partial Regex After();
}
