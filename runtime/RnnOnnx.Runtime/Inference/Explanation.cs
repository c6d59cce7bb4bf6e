using RnnOnnx.Packages;
using RnnOnnx.Text;

namespace RnnOnnx.Inference;

/// <summary>Why a text got its label: what became of each token, and how the score moves without it (document 001's error analysis).</summary>
/// <param name="Prediction">The model's answer.</param>
/// <param name="Tokens">The tokens in their order.</param>
public sealed record Explanation(Prediction Prediction, IReadOnlyList<ExplainedToken> Tokens)
{
    /// <summary>Explains the answer to a text.</summary>
    /// <param name="package">The model's package.</param>
    /// <param name="classifier">The model.</param>
    /// <param name="text">Any text.</param>
    /// <exception cref="PackageException">The package's counts are damaged.</exception>
    public static Explanation Of(ModelPackage package, TextClassifier classifier, string text)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(classifier);
        var prediction = classifier.Predict(text);
        var tokens = classifier.Pipeline.Trace(text);
        var counts = package.ReadVocabularyCounts();

        // The ids of the whole text: a token that is left out makes room for one that was cut.
        var ids = tokens.Where(static token => token.Id is not null).Select(static token => token.Id!.Value).ToArray();
        var places = new List<int>();
        var explained = new ExplainedToken[tokens.Count];
        var rows = new List<IReadOnlyList<int>>();
        for (int i = 0, place = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            var count = counts is not null && package.Vocabulary.TryGetId(token.Text, out var line) && !IsSign(package.Manifest, token, i) ? counts[line] : (long?)null;
            explained[i] = new ExplainedToken(token, count, null);
            if (token.Id is not null)
            {
                if (!token.IsCut && !IsSign(package.Manifest, token, i))
                {
                    places.Add(i);
                    rows.Add([.. ids[..place], .. ids[(place + 1)..]]);
                }

                place++;
            }
        }

        var label = classifier.Labels.ToList().IndexOf(prediction.Label);
        var scores = classifier.PredictIds(rows);
        for (var i = 0; i < places.Count; i++)
        {
            explained[places[i]] = explained[places[i]] with
            {
                ScoreWithout = package.Manifest.Task != ModelTask.Binary ? scores[i][label] : label == 1 ? scores[i][0] : 1 - scores[i][0],
            };
        }

        return new Explanation(prediction, explained);
    }

    // The pipeline puts it before every text; no text can leave it out.
    private static bool IsSign(ModelManifest manifest, TracedToken token, int place) => place == 0 && manifest.Pipeline.Start is { } start && token.Id == start;
}
