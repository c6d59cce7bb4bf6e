using System.CommandLine;
using RnnOnnx;
using RnnOnnx.Kills;
using RnnOnnx.Kills.Downloads;
using RnnOnnx.Kills.Zoos;

IKillKind[] kinds = [new TrainingKind(TrainingScenario.All), new ExportKind(TrainingScenario.All[0]), new PackagingKind(), new DownloadKind()];
string[] names = [.. kinds.Select(kind => kind.Name)];
var count = new Option<int>("--count") { Description = "How often processes are killed, spread over the kinds", DefaultValueFactory = _ => 100 };
var seed = new Option<int>("--seed") { Description = "Which moments are drawn", DefaultValueFactory = _ => 1 };
var chosen = new Option<string[]>("--kind") { Description = $"Kill these only: {string.Join(", ", names)}", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
var trial = new Option<int?>("--trial") { Description = "Make this trial alone, as a failure names it" };
var save = new Option<string>("--save") { Description = "Where the folders of failures are kept", DefaultValueFactory = _ => Path.Combine("artifacts", "kills") };
chosen.AcceptOnlyFromAmong(names);
count.Validators.Add(result =>
{
    if (result.Tokens.Any(word => int.TryParse(word.Value, out var value) && value < 1))
    {
        result.AddError("--count is at least 1");
    }
});

var root = new RootCommand("Kills training, export, packaging and download at random moments, and looks whether anything is lost.") { count, seed, chosen, trial, save, FetchCommand.Create() };
root.SetAction((parsed, cancellation) => Task.Run(
    () =>
    {
        var wanted = parsed.GetValue(chosen) is { Length: > 0 } some ? names.Where(some.Contains).ToArray() : names;
        var (all, each) = (parsed.GetValue(count), Math.Max(1, parsed.GetValue(count) / wanted.Length));
        var options = new KillOptions
        {
            Seed = parsed.GetValue(seed),
            // What cannot be shared out is the first kind's.
            Kills = wanted.Index().ToDictionary(name => name.Item, name => name.Index == 0 ? Math.Max(1, all - (each * (wanted.Length - 1))) : each),
            Trial = parsed.GetValue(trial),
            Save = parsed.GetValue(save),
        };
        var tallies = new Supervisor(options, kinds, Console.Out).Run(cancellation);
        Console.WriteLine($"\nseed {options.Seed}");
        Tally.Write(Console.Out, tallies);
        return tallies.All(tally => tally.Failures.Count == 0) ? 0 : 1;
    },
    CancellationToken.None));
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
}
catch (OperationCanceledException)
{
    return 130;
}
catch (RnnOnnxException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
