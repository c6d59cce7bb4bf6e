using System.Text.Json;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Newswires of Reuters-21578 in 46 topics, as Keras' word ids.</summary>
public static class ReutersCorpus
{
    /// <summary>The corpus' name.</summary>
    public const string Name = "reuters";

    /// <summary>The files of the corpus, below the data folder.</summary>
    public static IReadOnlyList<string> Files { get; } = ["reuters/reuters_sequences.npz", "reuters/reuters_word_index.json", "reuters/reuters_topics.json"];

    /// <summary>Reads the wires in the order in which Keras' <c>load_data</c> gives them: the first 80 % train, the rest test.</summary>
    /// <param name="data">The data folder.</param>
    /// <exception cref="CorpusException">A file is missing or damaged.</exception>
    public static Corpus Read(string data)
    {
        using var archive = NumpyArchive.Open(DataFolder.Require(Path.Combine(data, Files[0])));
        var vocabulary = KerasWordIndex.ReadVocabulary(Path.Combine(data, Files[1]));
        var topics = ReadTopics(Path.Combine(data, Files[2]));
        var wires = KerasWordIndex.ReadSequences(archive, "", vocabulary.Count - KerasWordIndex.FirstWord, topics.Length);
        var split = CorpusSplit.LastOfFile(wires.Count, 0.2);
        return new Corpus(Name, false, vocabulary, topics, wires.Select(split.Training), wires.Select(split.HeldOut));
    }

    private static string[] ReadTopics(string path)
    {
        try
        {
            using var stream = File.OpenRead(DataFolder.Require(path));
            return JsonSerializer.Deserialize<string[]>(stream) ?? [];
        }
        catch (JsonException e)
        {
            throw new CorpusException($"{path} is no JSON array of the topics' names ({e.Message}); restore the file", e);
        }
    }
}
