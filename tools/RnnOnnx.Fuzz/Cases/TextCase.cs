using System.Collections.Concurrent;
using System.Text;
using RnnOnnx.Cli;
using RnnOnnx.Generation;
using RnnOnnx.Inference;
using RnnOnnx.Packages;

namespace RnnOnnx.Fuzz.Cases;

/// <summary>A hostile text for a good model, or a hostile file of texts.</summary>
internal sealed class TextCase : FuzzCase
{
    // Tracing keeps a string for every token.
    private const int LongestTraced = 1 << 16;

    private static readonly ConcurrentDictionary<int, Model> Loaded = new();

    private readonly int _model;
    private readonly string? _text;
    private readonly byte[]? _file;

    public TextCase(int model, string text) => (_model, _text) = (model, text);

    public TextCase(int model, byte[] file) => (_model, _file) = (model, file);

    // Half a surrogate pair has no UTF-8; the text is kept as it is.
    public override void Write(string folder) => File.WriteAllBytes(Path.Combine(folder, _file is null ? "text.utf16" : "texts.txt"), _file ?? Encoding.Unicode.GetBytes(_text!));

    public override void Run(string folder)
    {
        var model = Loaded.GetOrAdd(_model, static index => Model.Load(StartingPoints.All[index]));
        if (_file is null)
        {
            model.Ask(_text!);
            return;
        }

        using var stream = new FileStream(Path.Combine(folder, "texts.txt"), FileMode.Open, FileAccess.Read);
        foreach (var line in LineChunks.Read(stream, "texts.txt").SelectMany(static lines => lines))
        {
            Demand(!line.Contains('\n') && !SingleLine.Of(line).AsSpan().ContainsAny('\n', '\r', '\u001B'), "a line of a file is more than one, or moves a terminal's cursor");
            model.Ask(line);
        }
    }

    private sealed record Model(ModelPackage Package, TextClassifier? Classifier, TextGenerator? Generator)
    {
        public static Model Load(ZooImage image)
        {
            var folder = Directory.CreateTempSubdirectory("rnnonnx-fuzz-");
            try
            {
                image.Write(folder.FullName);
                using var zoo = ModelZoo.Open(folder.FullName);
                var package = zoo.OpenPackage(image.Model);
                return package.Manifest.Task == ModelTask.Generation
                    ? new Model(package, null, TextGenerator.Load(package, ExecutionProvider.Cpu))
                    : new Model(package, TextClassifier.Load(package, OnCpu), null);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        public void Ask(string text)
        {
            var pipeline = (Generator?.Pipeline ?? Classifier?.Pipeline)!;
            var sequence = pipeline.Encode(text);
            Demand(sequence.Ids.Count <= pipeline.MaximumLength, $"{sequence.Ids.Count} ids, and {pipeline.MaximumLength} are the most");
            Demand(sequence.Ids.All(id => id >= 0 && id < pipeline.Settings.VocabularySize), "an id beyond the vocabulary's size");
            Demand(sequence.Unknown >= 0 && sequence.Cut >= 0, "a negative count");
            if (text.Length <= LongestTraced)
            {
                var traced = pipeline.Trace(text);
                Demand(traced.Where(static token => token.Id is not null && !token.IsCut).Select(static token => token.Id!.Value).SequenceEqual(sequence.Ids), "the trace of a text has other ids than the text");
            }

            if (Classifier is not null)
            {
                var one = Classifier.Predict(text);
                DemandScores(one, Classifier.Labels.Count);
                Demand(one.Tokens == sequence.Ids.Count && one.Unknown == sequence.Unknown && one.Cut == sequence.Cut, "a prediction counts other tokens than its pipeline");
                return;
            }

            Generator!.Generate(text, new GenerationOptions { MaximumLength = 3, Temperature = 0.7, Seed = 1 });
        }
    }
}
