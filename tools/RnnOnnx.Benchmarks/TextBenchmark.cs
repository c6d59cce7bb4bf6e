using System.Diagnostics;
using System.Text;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Benchmarks;

/// <summary>How fast each text pipeline turns texts into ids, on one thread.</summary>
/// <param name="rounds">Rounds, of which the median counts.</param>
internal sealed class TextBenchmark(int rounds)
{
    private const int Texts = 5000;
    private const int LongestText = 100_000;

    /// <summary>Measures and prints a Markdown table.</summary>
    public void Run(TextWriter output)
    {
        var corpora = new CorpusCatalog();
        var corpus = corpora.GetTexts(ImdbCorpus.TextsName, CorpusChoice.Auto, Console.Error.WriteLine);
        string[] training = [.. corpus.Training.Select(t => t.Text)];
        string[] texts = [.. corpus.Test.Take(Texts).Select(t => t.Text)];
        var bytes = texts.Sum(t => (double)Encoding.UTF8.GetByteCount(t));
        output.WriteLine($"{corpus.Name}, {texts.Length:N0} test texts, {bytes / 1e6:F1} MB of UTF-8, one thread, {rounds} rounds, median with the least and greatest");
        output.WriteLine("\n| pipeline | unknown words | MB/s | bytes allocated per text, ids included |\n| --- | --- | ---: | ---: |");
        foreach (var (name, unknown, pipeline) in Pipelines(training))
        {
            Encode(pipeline, texts);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Encode(pipeline, texts);
            var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / texts.Length;
            var speeds = Enumerable.Range(0, rounds).Select(_ => bytes / 1e6 / Time(pipeline, texts)).Order().ToArray();
            output.WriteLine($"| {name} | {unknown} | {speeds[speeds.Length / 2]:F0} ({speeds[0]:F0} to {speeds[^1]:F0}) | {allocated:N0} |");
        }
    }

    private static IEnumerable<(string Name, string Unknown, ITextPipeline Pipeline)> Pipelines(string[] training)
    {
        (string Name, PipelineManifest Settings)[] fitted =
        [
            ("word-index", ArchitectureRegistry.Find("imdb-lstm").Pipeline),
            ("keras-tokenizer", ArchitectureRegistry.Find("reviews-lstm").Pipeline),
            ("text-vectorization", ArchitectureRegistry.Find("imdb-text-lstm").Pipeline),
            ("characters", ArchitectureRegistry.Find("imdb-char-lstm").Pipeline),
        ];
        foreach (var (name, settings) in fitted)
        {
            // Whole texts: a cut would flatter none of them, but make the ids fewer.
            var whole = settings with { MaximumLength = LongestText };
            if (name != "keras-tokenizer")
            {
                yield return (name, name == "word-index" ? "dropped, or one id" : "one id", FittedPipeline.Fit(whole, training).Pipeline);
                continue;
            }

            foreach (var unknown in Enum.GetValues<UnknownTokens>())
            {
                yield return (name, $"{unknown}", FittedPipeline.Fit(With(whole, unknown), training).Pipeline);
            }

            yield return ("keras-tokenizer, characters", "dropped", FittedPipeline.Fit(whole with { CharacterLevel = true, Filters = null, Split = null, Unknown = null }, training).Pipeline);
        }

        var words = FittedPipeline.Fit(fitted[0].Settings, training).Vocabulary;
        string[] known = [.. Enumerable.Range(KerasWordIndex.FirstWord, Math.Min(34_000, words.Count - KerasWordIndex.FirstWord)).Select(id => words[id])];
        foreach (var unknown in Enum.GetValues<UnknownTokens>())
        {
            string[] lines = unknown == UnknownTokens.Unk ? [Vocabulary.PaddingToken, Vocabulary.UnknownToken, .. known] : [Vocabulary.PaddingToken, .. known];
            var settings = With(ArchitectureRegistry.Find("imdb-w2v-lstm-400").Pipeline with { MaximumLength = LongestText, VocabularySize = lines.Length }, unknown);
            yield return ("treebank", $"{unknown}", TextPipelines.Create(settings, Vocabulary.FromTokens(lines)));
        }
    }

    private static PipelineManifest With(PipelineManifest settings, UnknownTokens unknown) =>
        settings with { Unknown = unknown, UnknownSeed = unknown == UnknownTokens.Random ? 1 : null };

    private static double Time(ITextPipeline pipeline, string[] texts)
    {
        var watch = Stopwatch.StartNew();
        Encode(pipeline, texts);
        return watch.Elapsed.TotalSeconds;
    }

    private static void Encode(ITextPipeline pipeline, string[] texts)
    {
        foreach (var text in texts)
        {
            pipeline.Encode(text);
        }
    }
}
