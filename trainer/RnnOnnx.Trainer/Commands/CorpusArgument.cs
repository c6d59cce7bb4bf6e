using System.CommandLine;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Statistics;

namespace RnnOnnx.Trainer.Commands;

/// <summary>The arguments of commands that look at a corpus: which one, and as which network reads it.</summary>
/// <param name="corpora">Where corpora come from.</param>
/// <param name="output">Receives warnings.</param>
internal sealed class CorpusArgument(CorpusCatalog corpora, TextWriter output)
{
    private const string ForFiles = "imdb-lstm";
    private const string ForReviews = "reviews-simple-rnn";

    private readonly Argument<string> _corpus = new("corpus") { Description = $"{string.Join(", ", corpora.Names.Concat(corpora.TextNames))}, or a .csv, .tsv or .jsonl file of your own texts" };
    private readonly Option<string?> _pipeline = new("--pipeline") { Description = "The network as whose text pipeline sees it; without it the first that learns from the corpus", HelpName = "NETWORK" };
    private readonly Option<string> _text = new("--text-column") { Description = "A file's column of texts", DefaultValueFactory = _ => "text" };
    private readonly Option<string> _label = new("--label-column") { Description = "A file's column of labels", DefaultValueFactory = _ => "label" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_corpus);
        command.Options.Add(_pipeline);
        command.Options.Add(_text);
        command.Options.Add(_label);
    }

    /// <summary>Reads and measures what is asked for.</summary>
    /// <exception cref="RnnOnnxException">There is no such corpus, file or network, or a file is damaged.</exception>
    public CorpusStatistics Measure(ParseResult parsed)
    {
        var name = parsed.GetRequiredValue(_corpus);
        var isFile = !corpora.Names.Concat(corpora.TextNames).Contains(name);
        if (isFile && !File.Exists(name))
        {
            throw new CorpusException($"'{name}' is neither a corpus nor a file that is there; the corpora are {string.Join(", ", corpora.Names.Concat(corpora.TextNames))}");
        }

        var architecture = parsed.GetValue(_pipeline) is { } id
            ? ArchitectureRegistry.Find(id)
            : ArchitectureRegistry.All.FirstOrDefault(a => a.Corpus == name) ?? ArchitectureRegistry.Find(isFile ? ForFiles : ForReviews);
        return isFile ? CorpusStatistics.Of(LabelledTextFile.Read(name, new LabelledTextOptions { TextColumn = parsed.GetRequiredValue(_text), LabelColumn = parsed.GetRequiredValue(_label) }), architecture, corpora.Folders)
            : corpora.Names.Contains(name) ? CorpusStatistics.Of(corpora.Get(name, CorpusChoice.Auto, output.WriteLine), architecture)
            : CorpusStatistics.Of(corpora.GetTexts(name, CorpusChoice.Auto, output.WriteLine), architecture, corpora.Folders);
    }
}
