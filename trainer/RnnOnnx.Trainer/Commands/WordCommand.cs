using System.CommandLine;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Statistics;

namespace RnnOnnx.Trainer.Commands;

/// <summary><c>data word</c>: document 000's questions of a vocabulary, the id and the count of a word, and which common words have no vector.</summary>
/// <param name="corpora">Where corpora come from.</param>
/// <param name="output">Where the answers go.</param>
public sealed class WordCommand(CorpusCatalog corpora, TextWriter output)
{
    private const int Commonest = 10_000;

    /// <summary>The command.</summary>
    public Command Word()
    {
        var corpus = new CorpusArgument(corpora, output);
        var words = new Argument<string[]>("word") { Description = "Words, as the pipeline spells them", Arity = ArgumentArity.OneOrMore };
        var vectors = new Option<string?>("--vectors") { Description = $"Word vectors to look the commonest words up in; without it the network's, or {VectorsSource.Glove}", HelpName = "NAME" };
        var all = new Option<bool>("--all") { Description = "List all common words without a vector, not the first twenty" };
        var command = new Command("word", $"Shows the id and the count of words, and which of the {Commonest:N0} commonest words have no vector.");
        corpus.AddTo(command);
        command.Arguments.Add(words);
        command.Options.Add(vectors);
        command.Options.Add(all);
        command.SetAction(parsed =>
        {
            var statistics = corpus.Measure(parsed);
            foreach (var word in parsed.GetRequiredValue(words))
            {
                output.WriteLine(Describe(statistics, word));
            }

            Cover(statistics, parsed.GetValue(vectors) ?? statistics.Architecture.Vectors ?? VectorsSource.Glove, parsed.GetValue(all));
        });
        return command;
    }

    private static string Describe(CorpusStatistics statistics, string word)
    {
        var (vocabulary, size) = (statistics.Fitted.Vocabulary, statistics.Fitted.Pipeline.Settings.VocabularySize);
        if (!vocabulary.TryGetId(word, out var id))
        {
            return $"{word}: not in the vocabulary of {vocabulary.Count:N0} lines";
        }

        var count = statistics.Fitted.Counts is { } counts ? $"{counts[id]:N0} times in the training part" : "not counted";
        return $"{word}: id {id:N0}, {count}{(id < size ? "" : $"; unknown to the network, which has {size:N0} ids")}";
    }

    private void Cover(CorpusStatistics statistics, string name, bool all)
    {
        var files = VectorsSource.Files(name, corpora.Folders);
        if (files.Count == 0)
        {
            output.WriteLine($"vectors '{name}' are in no data folder; run 'make data CORPORA=glove' or set {DataFolder.Variable}");
            return;
        }

        var vectors = VectorsSource.Get(name, corpora.Folders, null, () => [], 0).Vectors;
        var (vocabulary, counts) = (statistics.Fitted.Vocabulary, statistics.Fitted.Counts);
        var byCount = Enumerable.Range(0, vocabulary.Count).Where(id => counts is null || counts[id] > 0).OrderByDescending(id => counts?[id] ?? 0).Select(id => vocabulary[id]);
        var coverage = vectors.Cover(byCount, Commonest);
        output.WriteLine(coverage);
        if (all)
        {
            output.WriteLine(string.Join('\n', coverage.Missing));
        }
    }
}
