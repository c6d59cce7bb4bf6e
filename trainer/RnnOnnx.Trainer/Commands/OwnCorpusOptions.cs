using System.CommandLine;
using System.CommandLine.Parsing;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Commands;

/// <summary>The options that say which corpus is trained on or evaluated, one of the zoo's or a user's own.</summary>
/// <param name="description">What <c>--corpus</c> takes; null for what <c>train</c> and <c>train-all</c> say of it.</param>
internal sealed class OwnCorpusOptions(string? description = null)
{
    private readonly Option<string?> _testFile = new("--test-file") { Description = "File of texts to test on, of the same columns; without it a tenth of the file is kept back", HelpName = "FILE" };
    private readonly Option<string> _text = new("--text-column") { Description = "Name of the column of texts", DefaultValueFactory = _ => "text" };
    private readonly Option<string> _label = new("--label-column") { Description = "Name of the column of labels", DefaultValueFactory = _ => "label" };
    private readonly Option<LabelledTextFormat> _format = new("--corpus-format") { Description = "How the file is written; by-name goes by .csv, .tsv or .jsonl", CustomParser = ParseFormat, DefaultValueFactory = _ => LabelledTextFormat.ByName };
    private readonly Option<string?> _id = new("--id") { Description = "Id of the package, instead of the network's own, which the zoo uses", HelpName = "ID" };

    /// <summary><c>--corpus</c>, which <c>train-all</c> has too: a choice among the zoo's corpora, or a file.</summary>
    public Option<string> Corpus { get; } = new("--corpus")
    {
        Description = description ?? "auto: the real corpus if it is there, else the generated sample; real; sample; or, for train, a .csv, .tsv or .jsonl file of your own texts",
        DefaultValueFactory = _ => "auto",
    };

    /// <summary>Adds what says how a file is read.</summary>
    public void AddFileTo(Command command)
    {
        foreach (var option in new Option[] { _testFile, _text, _label, _format })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result => Demand(
            result,
            File(result.GetValue(Corpus)) is not null || !new Option[] { _testFile, _text, _label, _format }.Any(option => result.GetResult(option) is { Implicit: false }),
            "--test-file, --text-column, --label-column and --corpus-format belong to a file of your own texts; name it with --corpus FILE"));
    }

    /// <summary>Adds what only <c>train</c> has.</summary>
    public void AddTo(Command command)
    {
        AddFileTo(command);
        command.Options.Add(_id);
        _id.Validators.Add(result => Demand(result, ZooFolder.IsId(result.GetValueOrDefault<string?>() ?? ""), $"'{result.GetValueOrDefault<string?>()}' is no id: it names a folder and is made of lower-case letters, digits and hyphens"));
    }

    /// <summary>The choice among the zoo's corpora.</summary>
    public CorpusChoice Choice(ParseResult parsed) => Choice(parsed.GetRequiredValue(Corpus)) ?? CorpusChoice.Auto;

    /// <summary>The user's own texts; null for a corpus of the zoo.</summary>
    /// <exception cref="CorpusException">What is named is neither a choice nor a file.</exception>
    public OwnCorpus? Own(ParseResult parsed) => File(parsed.GetRequiredValue(Corpus)) is not { } file
        ? null
        : System.IO.File.Exists(file)
            ? new OwnCorpus(file, parsed.GetValue(_testFile), new LabelledTextOptions { TextColumn = parsed.GetRequiredValue(_text), LabelColumn = parsed.GetRequiredValue(_label), Format = parsed.GetValue(_format) })
            : throw new CorpusException($"--corpus '{file}' is neither auto, real or sample nor a file that is there; correct the path");

    /// <summary>The package's id; null for the network's own.</summary>
    public string? Id(ParseResult parsed) => parsed.GetValue(_id);

    /// <summary>Whether the package gets an id of its own.</summary>
    public bool IsNamed(SymbolResult result) => result.GetValue(_id) is not null;

    /// <summary>Refuses a file: the zoo is made of its own corpora.</summary>
    public void RefuseFile(Command command) => command.Validators.Add(result => Demand(
        result, File(result.GetValue(Corpus)) is null, $"--corpus is auto, real or sample here, and not '{result.GetValue(Corpus)}'; for a file of your own texts name the network: train NETWORK --corpus FILE"));

    // While a command line is checked, an option that it leaves out has no value yet.
    private static string? File(string? corpus) => corpus is null || Choice(corpus) is not null ? null : corpus;

    private static CorpusChoice? Choice(string corpus) => Enum.GetValues<CorpusChoice>().Cast<CorpusChoice?>().FirstOrDefault(c => corpus.Equals($"{c}", StringComparison.OrdinalIgnoreCase));

    private static void Demand(SymbolResult result, bool isRight, string message)
    {
        if (!isRight)
        {
            result.AddError(message);
        }
    }

    private static LabelledTextFormat ParseFormat(ArgumentResult result)
    {
        (string Name, LabelledTextFormat Format)[] formats =
            [("by-name", LabelledTextFormat.ByName), ("csv", LabelledTextFormat.Csv), ("first-comma", LabelledTextFormat.FirstComma), ("tsv", LabelledTextFormat.Tsv), ("jsonl", LabelledTextFormat.JsonLines)];
        var word = result.Tokens[0].Value;
        Demand(result, formats.Any(f => f.Name == word), $"'{word}' is no format of a corpus; there are {string.Join(", ", formats.Select(f => f.Name))}");
        return formats.FirstOrDefault(f => f.Name == word).Format;
    }
}
