using System.CommandLine;
using RnnOnnx;
using RnnOnnx.Fuzz;
using RnnOnnx.Fuzz.Cases;

var seed = new Option<int>("--seed") { Description = "Which cases are made", DefaultValueFactory = _ => 1 };
var first = new Option<long>("--first") { Description = "Number of the first case" };
var count = new Option<long?>("--count") { Description = "How many cases to run" };
var seconds = new Option<double?>("--seconds") { Description = "How long to run (default: 60, unless there is a count)" };
var kinds = new Option<string[]>("--kind") { Description = $"Run cases of these kinds only: {string.Join(", ", FuzzKind.All.Select(kind => kind.Name))}", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
var jobs = new Option<int>("--jobs") { Description = "Processes at a time", DefaultValueFactory = _ => Environment.ProcessorCount };
var patience = new Option<double>("--patience") { Description = "Seconds of processor time that a case may take, and a tenth of those by the clock", DefaultValueFactory = _ => 30 };
var memory = new Option<int>("--memory") { Description = "MiB that a process may hold", DefaultValueFactory = _ => 2048 };
var save = new Option<string>("--save") { Description = "Where the inputs of failures are kept", DefaultValueFactory = _ => Path.Combine("artifacts", "fuzz") };
var step = new Option<int>("--step") { Hidden = true, DefaultValueFactory = _ => 1 };
var trap = new Option<string?>("--trap") { Hidden = true };
kinds.Validators.Add(result =>
{
    if ((result.GetValueOrDefault<string[]>() ?? []).FirstOrDefault(name => FuzzKind.All.All(kind => kind.Name != name)) is { } unknown)
    {
        result.AddError($"There is no kind '{unknown}'; there are {string.Join(", ", FuzzKind.All.Select(kind => kind.Name))}");
    }
});
jobs.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() < 1)
    {
        result.AddError("--jobs is at least 1");
    }
});

FuzzOptions Options(ParseResult parsed) => new()
{
    Seed = parsed.GetValue(seed),
    First = parsed.GetValue(first),
    Count = parsed.GetValue(count),
    Kinds = parsed.GetValue(kinds) ?? [],
    Memory = parsed.GetValue(memory),
    Trap = parsed.GetValue(trap)?.Split('@') is [var kind, var number] ? new Trap(Enum.Parse<TrapKind>(kind), long.Parse(number)) : null,
};

var worker = new Command("worker", "Runs cases for a supervisor.") { seed, first, count, kinds, memory, step, trap };
worker.Hidden = true;
worker.SetAction(parsed => new Worker(Options(parsed)).Run(parsed.GetValue(step)));

var root = new RootCommand("Gives the library hostile packages and texts, and counts what becomes of them.") { seed, first, count, seconds, kinds, jobs, patience, memory, save, worker };
root.SetAction(async (parsed, cancellation) =>
{
    var options = Options(parsed) with
    {
        Time = parsed.GetValue(seconds) is { } given ? TimeSpan.FromSeconds(given) : parsed.GetValue(count) is null ? TimeSpan.FromSeconds(60) : null,
        Jobs = parsed.GetValue(jobs),
        Patience = TimeSpan.FromSeconds(parsed.GetValue(patience)),
        Save = parsed.GetValue(save),
    };
    var tally = await new Supervisor(options, TimeProvider.System).Run(cancellation);
    Console.WriteLine($"seed {options.Seed}, cases from {options.First} on");
    tally.Write(Console.Out, failures: 20);
    return tally.Failures.Count == 0 ? 0 : 1;
});
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
}
catch (RnnOnnxException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
